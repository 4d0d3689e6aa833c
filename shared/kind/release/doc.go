// Package release is what the analyses of a release stand on: which release came before, and what lies between the two:
// commits, merged pull requests with their reviews and checks, what was taken back, who is new. It judges nothing.
package release
