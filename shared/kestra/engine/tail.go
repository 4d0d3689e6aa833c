package engine

import (
	"io"
	"strings"
	"sync"
)

// maxTail is how much of the last output an error repeats.
const maxTail = 2000

// tail keeps the last of what is written to it, and passes everything on.
type tail struct {
	also io.Writer

	mu   sync.Mutex
	kept string
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept += string(p)
	if len(t.kept) > maxTail {
		t.kept = t.kept[len(t.kept)-maxTail:]
	}
	if t.also != nil {
		return t.also.Write(p)
	}
	return len(p), nil
}

// String is the kept output on lines of its own, "" for none.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if said := strings.TrimSpace(strings.ToValidUTF8(t.kept, "")); said != "" {
		return "\n" + said
	}
	return ""
}
