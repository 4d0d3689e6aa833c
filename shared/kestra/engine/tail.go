package engine

import (
	"io"
	"strings"
	"sync"
)

// maxTail is the number of bytes of the last output that an error repeats.
const maxTail = 2000

// tail keeps the end of its input, and passes everything on.
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
