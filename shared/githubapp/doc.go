// Package githubapp talks to GitHub's REST API as a GitHub App: it authenticates, makes the few calls that DevPlus needs,
// keeps within GitHub's rate limits, and turns every answer that is not the wanted one into an error that says what to do.
// It renders nothing and decides nothing.
package githubapp
