// Package diff reads what git diff writes, and the patches that GitHub gives.
//
// The scanner is the package's own. bluekeyes/go-gitdiff, which the tests compare it with, refuses a whole diff for one miscounted hunk, while
// here the readable part must still count. It and sourcegraph/go-diff allocate objects for what is only counted here: about four allocations a
// changed line, against one in three lines of small changes here and next to none of a large one. A diff is parsed and measured in less time
// than either takes to parse it: see BenchmarkDiffToFacts in package change. A diff of new code alone takes a third longer than go-gitdiff.
package diff
