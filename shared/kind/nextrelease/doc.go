// Package nextrelease previews a repository's next release on each push to its default branch: the next version, the risk so far and the
// changes that raise it, for each part of the repository that is released separately. It shows the preview in one draft release, or in a
// check run on the head. The analysis of the later release reuses the measurements.
//
// A push costs at most MaxCalls requests, because only new commits are added to the evidence. Pushes within a minute share one run.
package nextrelease
