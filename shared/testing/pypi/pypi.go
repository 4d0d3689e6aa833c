// Package pypi gives tests programs and libraries from PyPI, each installed once into the user's cache.
package pypi

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
)

// Install installs requirement, such as "kestrapy==1.3.1", with its dependencies and returns the folder for PYTHONPATH. Programs are in
// its bin. Without python3 it fails, whatever the cache has.
func Install(requirement string) (folder string, err error) {
	python, err := exec.LookPath("python3") // what is installed needs it, too
	if err != nil {
		return "", err
	}
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
	if said, err := exec.Command(python, "-m", "pip", "install", "--quiet", "--target", work, requirement).CombinedOutput(); err != nil {
		return "", errors.Join(err, errors.New(string(said)))
	}
	if err := os.Rename(work, folder); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	return folder, nil
}
