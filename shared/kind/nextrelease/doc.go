// Package nextrelease shows what a repository would release next, on each push to its default branch: the next version, the risk so far and
// the changes that raise it, for each part of the repository that is released by itself. It is shown in one draft release, or in a check
// run on the head. What is measured for it serves the release that comes.
//
// A push costs at most MaxCalls requests, so evidence grows by what is new. Pushes within a minute share one run.
package nextrelease
