package kestra_test

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// kestrapy is Kestra's own client for Python, of the engine's version.
const kestrapy = "kestrapy==1.3.1"

// TestKestrasOwnClientGetsAlongWithTheEngine makes our calls by Kestra's client: the engine's REST API is Kestra's, not what
// package kestra expects of it.
func TestKestrasOwnClientGetsAlongWithTheEngine(t *testing.T) {
	packages, err := installKestrapy()
	require.Part(t, kestrapy, err, "it needs python3 with pip, and PyPI at first use")
	stack := kestratest.Start(t)
	back := serveCallbacks(t, http.StatusOK)
	// Every call of this flow hangs, so that there is something to kill.
	stack.Model.Script(t, "kestrapy-", kestratest.Reply{Hang: true})

	cmd := exec.Command("python3", "testdata/kestrapy_calls.py", stack.URL, stack.Username, stack.Password, back.URL)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+packages)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

// installKestrapy installs the client beside the user's other caches, once, and returns the folder.
func installKestrapy() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "devplus", kestrapy)
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(filepath.Dir(folder), "kestrapy-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if said, err := exec.Command("python3", "-m", "pip", "install", "--quiet", "--target", work, kestrapy).CombinedOutput(); err != nil {
		return "", errors.Join(err, errors.New(string(said)))
	}
	if err := os.Rename(work, folder); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	return folder, nil
}
