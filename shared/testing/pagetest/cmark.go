// Package pagetest checks pages with GitHub's own parser: only elements that DevPlus wrote may act.
package pagetest

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/pypi"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// cmarkgfm is GitHub's parser, cmark-gfm, for Python.
const cmarkgfm = "cmarkgfm==2025.10.22"

// program answers each text, behind its length in four bytes, with HTML in the same form. Tags are kept, so that they are seen.
const program = `
import struct, sys
from cmarkgfm import cmark
from cmarkgfm.cmark import Options as o
extensions = ["table", "autolink", "strikethrough", "tasklist"]
options = o.CMARK_OPT_UNSAFE | o.CMARK_OPT_FOOTNOTES | o.CMARK_OPT_GITHUB_PRE_LANG
while head := sys.stdin.buffer.read(4):
    text = sys.stdin.buffer.read(struct.unpack(">I", head)[0]).decode("utf-8", "replace")
    out = cmark.markdown_to_html_with_extensions(text, options, extensions=extensions).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(out)) + out)
    sys.stdout.buffer.flush()
`

// parser is a running program.
type parser struct {
	mutex sync.Mutex
	in    io.Writer
	out   *bufio.Reader
}

var running = sync.OnceValues(start)

// start starts the program, which ends with this process: its standard input ends then.
func start() (*parser, error) {
	packages, err := pypi.Install(cmarkgfm)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("python3", "-c", program)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+packages)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &parser{in: in, out: bufio.NewReader(out)}, cmd.Start()
}

// HTML renders Markdown with GitHub's parser. Without the parser the test is skipped, or fails if every part is required.
func HTML(t testing.TB, markdown string) string {
	t.Helper()
	p, err := running()
	require.Part(t, cmarkgfm, err, "it needs python3 with pip, and PyPI at first use")
	html, err := p.html(markdown)
	if err != nil {
		t.Fatalf("%s: %v", cmarkgfm, err)
	}
	return html
}

func (p *parser) html(markdown string) (string, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	request := binary.BigEndian.AppendUint32(nil, uint32(len(markdown)))
	if _, err := p.in.Write(append(request, markdown...)); err != nil {
		return "", err
	}
	var head [4]byte
	if _, err := io.ReadFull(p.out, head[:]); err != nil {
		return "", fmt.Errorf("reading its answer: %w", err)
	}
	answer := make([]byte, binary.BigEndian.Uint32(head[:]))
	_, err := io.ReadFull(p.out, answer)
	return string(answer), err
}
