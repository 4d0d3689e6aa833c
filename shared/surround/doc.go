// Package surround selects what the reviewer of a change needs to see beside its diff: the changed functions whole, what the added lines
// use, who calls what has changed, and the test that covers it. It works on texts that the caller reads, in two rounds, so that a
// repository on GitHub costs three requests: the tree, the changed files with their neighbors, and the files that these import.
//
// Names are matched by scope as far as tokens tell it: the file, its folder, its imports, the word before a dot. A name with more
// candidates than MaxCandidates in sight is left out, because a wrong definition misleads more than a missing one.
package surround
