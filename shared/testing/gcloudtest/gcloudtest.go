// Package gcloudtest checks the commands in documents. It runs a document's shell blocks with a gcloud that only records its
// calls, and has the parser of the installed SDK check them. That finds renamed flags, missing arguments and wrong values; nothing
// leaves the machine.
package gcloudtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/checkout"
	"github.com/devplus-app/devplus/shared/testing/program"
	"github.com/devplus-app/devplus/shared/testing/ramdir"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// info returns the folder of the installed SDK and its Python.
var info = sync.OnceValues(func() (paths [2]string, err error) {
	out, err := exec.Command("gcloud", "info", "--format=value[separator=' '](installation.sdk_root,basic.python_location)").Output()
	paths[0], paths[1], _ = strings.Cut(strings.TrimSpace(string(out)), " ")
	return paths, err
})

// Parse checks calls of gcloud, given without the word gcloud. Without gcloud the test is skipped.
func Parse(t testing.TB, calls [][]string) {
	t.Helper()
	located(t)
	p, err := started()
	if err != nil {
		t.Fatal(err)
	}
	faults, err := p.faults(calls)
	if err != nil || len(faults) != len(calls) {
		t.Fatalf("parsing %d calls: %v, %d judged", len(calls), err, len(faults))
	}
	for i, fault := range faults {
		if fault != nil {
			t.Errorf("gcloud %s:\n%s", strings.Join(calls[i], " "), *fault)
		}
	}
}

var block = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// Stand-ins for programs that use the network. gcloud records its arguments and prints the output that the commands need.
const (
	gcloud = `#!/bin/sh
for argument; do printf '%s\037' "$argument"; done >> "$CALLS"
printf '\036' >> "$CALLS"
case "$*" in
  *data-file=-*) cat > /dev/null ;;
  *projectNumber*) echo 123456789012 ;;
  *digest*) echo sha256:0000000000000000000000000000000000000000000000000000000000000000 ;;
  *ipAddress*) echo 10.64.1.2 ;;
  *url*) echo "https://service.example" ;;
esac
`
	nothing = "#!/bin/sh\n"
	// GitHub's answer to the registration of an App. No command reads curl's other answers.
	curl = `#!/bin/sh
echo '{"id":42,"html_url":"https://github.com/apps/devplus","webhook_secret":"0123456789abcdef","pem":"-----BEGIN RSA PRIVATE KEY-----"}'
`
)

// Run runs the sh blocks of a document in dir and returns the calls of gcloud. The document is named from the repository's root.
// All blocks run in one shell, which stops at the first failure and at an unset variable. environment adds to this process's.
// Without bash the test is skipped.
func Run(t testing.TB, document, dir string, environment ...string) (calls [][]string) {
	t.Helper()
	require.Tools(t, "bash")
	text, err := os.ReadFile(filepath.Join(checkout.Root(), document)) // not a copy's: go test must see that it changed
	if err != nil {
		t.Fatal(err)
	}
	script := "set -euo pipefail\n"
	for _, match := range block.FindAllStringSubmatch(string(text), -1) {
		script += match[1]
	}
	bin := t.TempDir()
	for name, text := range map[string]string{"gcloud": gcloud, "docker": nothing, "curl": curl} {
		if err := program.Write(filepath.Join(bin, name), text); err != nil {
			t.Fatal(err)
		}
	}
	log := filepath.Join(bin, "calls")
	cmd := exec.Command("bash", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "CALLS="+log)
	cmd.Env = append(cmd.Env, environment...)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the commands of %s: %v\n%s", document, err, said)
	}
	written, err := os.ReadFile(log)
	if err != nil {
		t.Fatalf("%s calls gcloud nowhere: %v", document, err)
	}
	for call := range strings.SplitSeq(strings.TrimSuffix(string(written), "\036"), "\036") {
		calls = append(calls, strings.Split(strings.TrimSuffix(call, "\037"), "\037"))
	}
	return calls
}

// Checkout copies the repository's files, or those at the paths, into a folder that commands may change, and returns the environment
// for git there. Without bash, which commands need, the test is skipped.
func Checkout(t testing.TB, paths ...string) (dir string, environment []string) {
	t.Helper()
	require.Tools(t, "bash")
	gitDir, err := exec.Command("git", "-C", checkout.Root(), "rev-parse", "--absolute-git-dir").Output()
	require.Part(t, "a git checkout", err, "clone the repository")
	dir = ramdir.NewLarge(t)
	if err := checkout.Copy(dir, paths...); err != nil {
		t.Fatal(err)
	}
	return dir, []string{"GIT_DIR=" + strings.TrimSpace(string(gitDir)), "GIT_WORK_TREE=" + dir}
}
