package openapitest

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// published is a file that GitHub publishes in an npm package.
type published struct{ pkg, version, member string }

// String names the package as npm does.
func (p published) String() string { return p.pkg + "@" + p.version }

// fetchTimeout bounds fetching the package, up to 28 MB; without a network, npm itself tries for minutes.
const fetchTimeout = 2 * time.Minute

// errAbsent says that a file is not available here.
var errAbsent = errors.New("GitHub's description of its API is absent: install Node.js with npm, which fetches it")

// cached returns the file in the user's cache. It fetches a missing file, and returns errAbsent if it cannot.
func (p published) cached() (string, error) {
	file, err := p.fetch()
	if err != nil {
		return "", fmt.Errorf("%w: %w", errAbsent, err)
	}
	return file, nil
}

func (p published) fetch() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "devplus")
	file := filepath.Join(dir, "github-"+path.Base(p.pkg)+"-"+p.version+path.Ext(p.member))
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(dir, "fetch-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", p.String())
	cmd.Dir = temp
	out, err := cmd.Output()
	if err != nil {
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			err = fmt.Errorf("%w: %.500s", err, exit.Stderr)
		}
		return "", fmt.Errorf("npm pack %s: %w", p, err)
	}
	fetched := filepath.Join(temp, "fetched")
	if err := p.extract(filepath.Join(temp, path.Base(strings.TrimSpace(string(out)))), fetched); err != nil {
		return "", err
	}
	return file, os.Rename(fetched, file) // atomic: other tests may be fetching as well
}

// extract writes the package's file to another.
func (p published) extract(archive, to string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err != nil {
			return fmt.Errorf("%s: %s: %w", archive, p.member, err)
		}
		if h.Name != p.member {
			continue
		}
		out, err := os.Create(to)
		if err != nil {
			return err
		}
		if _, err := io.Copy(out, t); err != nil {
			out.Close()
			return fmt.Errorf("%s: %w", archive, err)
		}
		return out.Close()
	}
}
