// Package logtest keeps what tests have logged, for them to look at.
package logtest

import (
	"bytes"
	"strings"
	"sync"
)

// Lines is a log that many may write at once.
type Lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes what a logger writes: whole lines.
func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// Containing are the lines so far that contain all the parts.
func (l *Lines) Containing(parts ...string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
lines:
	for line := range strings.Lines(l.text.String()) {
		for _, part := range parts {
			if !strings.Contains(line, part) {
				continue lines
			}
		}
		found = append(found, line)
	}
	return found
}
