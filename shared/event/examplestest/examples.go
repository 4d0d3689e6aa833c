// Package examplestest gives tests the webhook payloads that Octokit collects of GitHub (npm @octokit/webhooks-examples): some
// for every event there is, written by nobody here.
package examplestest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const version = "7.6.1"

// Examples are GitHub's payloads for one event.
type Examples struct {
	Event    string           `json:"name"`
	Payloads []map[string]any `json:"examples"` // numbers are json.Number: IDs as they are written
}

// Load reads the examples of all events from the user's cache, or has npm fetch them into it, by way of the directory temp.
func Load(temp string) ([]Examples, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(cache, "devplus", "webhooks-examples-"+version+".json")
	data, err := os.ReadFile(file)
	if err != nil {
		if data, err = fetch(temp, file); err != nil {
			return nil, err
		}
	}
	var all []Examples
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&all); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return all, nil
}

// fetch takes the examples out of the npm package, by way of dir, and keeps them in file.
func fetch(dir, file string) ([]byte, error) {
	pack := exec.Command("npm", "pack", "--silent", "@octokit/webhooks-examples@"+version)
	pack.Dir = dir
	name, err := pack.Output()
	if err != nil {
		return nil, fmt.Errorf("npm pack: %w", err)
	}
	archive, err := os.Open(filepath.Join(dir, filepath.Base(strings.TrimSpace(string(name)))))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		return nil, err
	}
	for members := tar.NewReader(unzipped); ; {
		head, err := members.Next()
		if err != nil {
			return nil, fmt.Errorf("reading the package: %w", err)
		}
		if head.Name != "package/api.github.com/index.json" {
			continue
		}
		data, err := io.ReadAll(members)
		if err != nil {
			return nil, err
		}
		return data, keep(data, file)
	}
}

// keep writes file at once, as other tests may be fetching too.
func keep(data []byte, file string) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	part, err := os.CreateTemp(dir, "fetch-")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(data)
	if err := errors.Join(err, part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), file)
}
