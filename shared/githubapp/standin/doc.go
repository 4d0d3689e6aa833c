// Package standin is a stand-in for GitHub: an http.Handler with just the REST calls that DevPlus makes, answering from a
// git repository and from memory. The local command runs it where there is no GitHub; tests run it to make GitHub do what
// GitHub rarely does: limit, fail, lose an answer, suspend an installation.
//
// Where it imitates a rule of GitHub, the comment names the page of GitHub's documentation that has it. Tests hold every
// request and answer against GitHub's own OpenAPI description.
package standin
