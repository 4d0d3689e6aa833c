package gcloudtest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/devplus-app/devplus/shared/testing/checkout"
)

// parser is the SDK's parser, in a process that ends with this one.
type parser struct {
	mu    sync.Mutex
	calls *json.Encoder
	found *json.Decoder
}

// started is the parser of all tests: loading the SDK and its groups of commands takes most of the time.
var started = sync.OnceValues(func() (*parser, error) {
	paths, err := info()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(paths[1], filepath.Join(checkout.Root(), "shared/testing/gcloudtest/testdata/parse.py"), paths[0])
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &parser{calls: json.NewEncoder(in), found: json.NewDecoder(out)}, cmd.Start()
})

// faults returns what is wrong with each call, nil for nothing.
func (p *parser) faults(calls [][]string) ([]*string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.calls.Encode(calls); err != nil {
		return nil, err
	}
	var faults []*string
	err := p.found.Decode(&faults)
	return faults, err
}
