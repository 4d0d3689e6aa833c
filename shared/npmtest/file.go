// Package npmtest gives tests files that others publish in npm packages.
package npmtest

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

// File is a file of a package: Member is its path there, from "package/".
type File struct{ Package, Version, Member string }

// String names the package as npm does.
func (f File) String() string { return f.Package + "@" + f.Version }

// fetchTimeout bounds fetching the package, up to 28 MB; without a network, npm itself tries for minutes.
const fetchTimeout = 2 * time.Minute

// Cached returns the file's path in the user's cache. It fetches a missing file, and returns an error without npm or a network.
func (f File) Cached() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "devplus")
	file := filepath.Join(dir, strings.NewReplacer("@", "", "/", "-").Replace(f.Package)+"-"+f.Version+path.Ext(f.Member))
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
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", f.String())
	cmd.Dir = temp
	out, err := cmd.Output()
	if err != nil {
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			err = fmt.Errorf("%w: %.500s", err, exit.Stderr)
		}
		return "", fmt.Errorf("npm pack %s: %w", f, err)
	}
	fetched := filepath.Join(temp, "fetched")
	if err := f.extract(filepath.Join(temp, path.Base(strings.TrimSpace(string(out)))), fetched); err != nil {
		return "", err
	}
	return file, os.Rename(fetched, file) // atomic: other tests may be fetching as well
}

// extract writes the package's file to another.
func (f File) extract(archive, to string) error {
	packed, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err != nil {
			return fmt.Errorf("%s: %s: %w", archive, f.Member, err)
		}
		if h.Name != f.Member {
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
