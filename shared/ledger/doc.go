// Package ledger keeps the findings of a pull request over its heads: each has a name that stays, a place that follows the code, and a
// state. Code moves findings, by what changed in the diff; what a model says of a finding counts only beside that. A finding that a person
// dismissed is not raised again on that code, whatever the model calls it.
//
// The package is pure: it imports nothing that reads or writes.
package ledger
