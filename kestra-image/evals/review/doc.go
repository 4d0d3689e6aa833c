// Package review has DevPlus review a pull request as the functions do: GitHub's stand-in serves a git repository, the kind reads and measures
// the change and builds the messages, the flow's questions go to a model, and its answer is validated, proven and entered in the ledger.
// People see the ledger's open findings.
package review
