// Package reply tells people on GitHub how their commands ended: by reactions to a comment, and by one comment of DevPlus's.
package reply
