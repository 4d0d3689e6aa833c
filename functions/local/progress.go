package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// steps lists the states of an analysis with what happens in them.
var steps = map[analysis.State]string{
	analysis.Queued:     "measuring",
	analysis.Dispatched: "reviewing",
	analysis.Completed:  "publishing",
}

// progress shows the progress: as a bar on a terminal, otherwise with one line for each step.
type progress struct {
	mu        sync.Mutex
	out       io.Writer
	bar       *progressbar.ProgressBar
	lastState analysis.State
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(len(steps)+1, progressbar.OptionSetWriter(out), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(24), progressbar.OptionSetPredictTime(false))
	}
	return p
}

// say shows one line.
func (p *progress) say(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.bar.Describe(line)
		return
	}
	fmt.Fprintln(p.out, line)
}

// Write lets p take lines as a writer.
func (p *progress) Write(line []byte) (int, error) {
	p.say(text.OneLine(string(line)))
	return len(line), nil
}

// state shows a new state.
func (p *progress) state(s analysis.State) {
	p.mu.Lock()
	news := s != p.lastState
	p.lastState = s
	p.mu.Unlock()
	if text, known := steps[s]; known && news {
		p.say(text)
		if p.bar != nil {
			_ = p.bar.Add(1)
		}
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
