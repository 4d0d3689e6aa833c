// Package standin is a stand-in for GitHub: an http.Handler with the requests that DevPlus sends, served from a git repository
// and from memory. The local command uses it in place of GitHub. Tests use it to make GitHub do what it rarely does: reach a
// rate limit, fail, lose an answer, suspend an installation.
//
// Comments name the page of GitHub's documentation that has the rule. Tests validate every request and answer against GitHub's
// OpenAPI description and GraphQL schema. README.md says how to add a request.
package standin
