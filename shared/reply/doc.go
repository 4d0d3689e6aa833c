// Package reply tells people on GitHub what became of their commands: by reactions to a comment, and by one comment of ours.
package reply
