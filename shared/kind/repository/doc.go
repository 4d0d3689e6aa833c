// Package repository is the analysis of a whole repository at its default branch's head: what it is made of, who knows it, how it is
// tested, built, owned and released, and what a team should look at; and what of that changed since the last time. All of it is measured
// from one tree and a bounded look at the history. The model explains it, and what it claims counts only with a path that the tree has.
package repository
