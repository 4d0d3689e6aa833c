// Package releasenotes is the kind of analysis that writes what a release brings. What the notes must name is fixed before a
// model is asked: every merged pull request of the range once, and the commits that came without one. A model words it; what it
// forgets is added, and what it invents is dropped. What a person writes into the notes stays.
package releasenotes
