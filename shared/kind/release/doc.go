// Package release gathers the facts for the analyses of a release: the previous release, and the commits, merged pull
// requests with their reviews and checks, reverts and new contributors since then. It judges nothing.
package release
