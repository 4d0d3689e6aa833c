// Package githubapp calls GitHub's REST and GraphQL APIs as a GitHub App. It authenticates, sends the few requests that DevPlus
// needs, respects GitHub's rate limits, and returns errors that say what to do. It renders nothing and decides nothing.
package githubapp
