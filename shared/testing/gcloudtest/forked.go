package gcloudtest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/checkout"
	"github.com/devplus-app/devplus/shared/testing/program"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// forward is a gcloud that has its call run by forked.py.
const forward = `#!%s -SE
import json, socket, sys
c = socket.socket(socket.AF_UNIX)
c.connect(%q)
socket.send_fds(c, [json.dumps(sys.argv[1:]).encode()], [0, 1, 2])
sys.exit(c.recv(1)[0])
`

// Forked returns the path of a gcloud whose calls are copies of one process, which has the SDK loaded: a tenth of the time of a call that
// loads it. They run one after another, in this process's folder and its environment with some more variables. Without gcloud the test is
// skipped.
func Forked(t testing.TB, environment ...string) string {
	t.Helper()
	sdk, python := located(t)
	dir, err := os.MkdirTemp("", "gcloud") // not the test's, whose name can be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "socket")
	cmd := exec.Command(python, filepath.Join(checkout.Root(), "shared/testing/gcloudtest/testdata/forked.py"), sdk, socket)
	cmd.Env = append(os.Environ(), environment...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe() // never written to; the system closes it when this process ends
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		t.Fatalf("loading the SDK: %v", err)
	}
	gcloud := filepath.Join(dir, "gcloud")
	if err := program.Write(gcloud, fmt.Sprintf(forward, python, socket)); err != nil {
		t.Fatal(err)
	}
	return gcloud
}

// located returns the folder of the installed SDK and its Python. Without gcloud the test is skipped.
func located(t testing.TB) (sdk, python string) {
	t.Helper()
	paths, err := info()
	require.Part(t, "the Google Cloud CLI", err, "install it, with its component beta")
	return paths[0], paths[1]
}
