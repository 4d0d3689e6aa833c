// Package releasenotes is the kind of analysis that writes release notes. Code, not the model, decides the content of the
// notes: every merged pull request of the range once, and the commits without one. A model words them; code adds what the model
// forgets, and drops what it invents. A person's edits of the notes stay.
package releasenotes
