// Package prompt turns what was measured and gathered into what is sent to a Kestra flow, within a budget, with secrets replaced
// and everything that somebody else wrote between marks that nobody can forge. PullRequest splits a diff into messages for the
// model, the most important parts first; Build makes one message of blocks of text, for all other kinds.
package prompt
