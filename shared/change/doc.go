// Package change measures a change from its diff and scores its risk. It is pure: no I/O, no clock, no randomness, so the
// same diff has the same facts and the same score on any machine.
//
//	facts := change.Measure(patches) // what changed, ranked, small enough to store
//	facts.Fix = change.SaysFix(title)
//	facts.History = past.History(commit) // where it is known: past has learned the commits before
//	risk := change.Assess(facts)         // how likely a later fix is traced to it, and why
//
// Diffs are read by a scanner of the package's own. bluekeyes/go-gitdiff, which the tests compare it with, refuses a whole diff for one
// miscounted hunk, while here the readable part must still count. It and sourcegraph/go-diff make objects of what is only to be counted: about
// four allocations a changed line, against one in three lines of small changes here and next to none of a large one. So a diff is measured, with
// all that its lines tell, in less time than either takes to parse it: see BenchmarkDiffToFacts. One of new code alone takes a third longer than
// go-gitdiff does.
//
// Languages are those of GitHub's Linguist, by the file's name alone: Command linguist takes the table from go-enry, whose own would cost every
// start of a process 35 ms and 16 MB.
package change
