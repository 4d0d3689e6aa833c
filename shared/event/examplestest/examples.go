// Package examplestest gives tests the webhook payloads that Octokit collects of GitHub (npm @octokit/webhooks-examples): some
// for every event.
package examplestest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/devplus-app/devplus/shared/npmtest"
)

var file = npmtest.File{Package: "@octokit/webhooks-examples", Version: "7.6.1", Member: "package/api.github.com/index.json"}

// Examples are GitHub's payloads for one event.
type Examples struct {
	Event    string           `json:"name"`
	Payloads []map[string]any `json:"examples"` // numbers are json.Number: IDs as they are written
}

// Load reads the examples of all events.
func Load() ([]Examples, error) {
	cached, err := file.Cached()
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(cached)
	if err != nil {
		return nil, err
	}
	var all []Examples
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&all); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return all, nil
}
