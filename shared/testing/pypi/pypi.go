// Package pypi gives tests programs and libraries from PyPI, each installed once into the user's cache.
package pypi

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
)

// Install installs requirement, such as "kestrapy==1.3.1", with what it needs, and returns the folder: what goes into PYTHONPATH. Its
// programs are in bin.
func Install(requirement string) (folder string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder = filepath.Join(cache, "devplus", requirement)
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(filepath.Dir(folder), "pypi-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if said, err := exec.Command("python3", "-m", "pip", "install", "--quiet", "--target", work, requirement).CombinedOutput(); err != nil {
		return "", errors.Join(err, errors.New(string(said)))
	}
	if err := os.Rename(work, folder); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	return folder, nil
}
