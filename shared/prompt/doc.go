// Package prompt builds the context of a flow from measurements and texts, within a budget. It replaces secrets, and puts all untrusted
// text between marks that can't be forged. PullRequest splits a diff into messages for the model, most important files first; Build makes
// one message from blocks of text, for all other kinds.
package prompt
