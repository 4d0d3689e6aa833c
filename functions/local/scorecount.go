package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// counter is a progress bar on a terminal, and nothing elsewhere.
type counter struct{ bar *progressbar.ProgressBar }

func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func newCount(out io.Writer, total int) counter {
	if !isTerminal(out) {
		return counter{}
	}
	return counter{progressbar.NewOptions(total, progressbar.OptionSetWriter(out), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetWidth(24), progressbar.OptionShowCount(), progressbar.OptionThrottle(100_000_000))}
}

func (c counter) increment() {
	if c.bar != nil {
		_ = c.bar.Add(1)
	}
}

func (c counter) end() {
	if c.bar != nil {
		_ = c.bar.Finish()
	}
}

// lines writes one JSON value per line.
type lines struct {
	buffer  *bufio.Writer
	encoder *json.Encoder
}

func newLines(out io.Writer) lines {
	buffer := bufio.NewWriter(out)
	return lines{buffer, json.NewEncoder(buffer)}
}
