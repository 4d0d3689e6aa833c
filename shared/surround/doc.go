// Package surround selects what the reviewer of a change needs to see beside its diff: the changed functions whole, what the added lines
// use, who calls what has changed, and the test that covers it. It works on texts that the caller reads, in two rounds, so that a
// repository on GitHub costs three requests: the tree, the changed files with their neighbors, and the files that these import.
//
// A name means the definitions in sight: of its file, its folder, what the file imports, and files or folders that a word of the imports
// names. Where more than MaxCandidates are in sight, the word before a dot decides or none is shown, because a wrong definition misleads
// more than a missing one.
package surround
