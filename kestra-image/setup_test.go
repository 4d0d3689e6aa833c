// Package image_test checks the image as far as a machine without Docker can: what it is built from, and how it starts.
package image_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/program"
	"github.com/devplus-app/devplus/shared/testing/require"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var copyLine = regexp.MustCompile(`(?m)^COPY (.+) (/app/devplus/\S*)$`)

// lay puts what the Dockerfile copies where it copies it, below a folder that stands for /, with kestra as the program /app/kestra.
func lay(t *testing.T, kestra string) (root string) {
	t.Helper()
	require.Tools(t, "base64", "dirname", "grep") // the entry point's and the programs'
	root = t.TempDir()
	lines := copyLine.FindAllStringSubmatch(read(t, "Dockerfile"), -1)
	if n := strings.Count(read(t, "Dockerfile"), "\nCOPY "); n != len(lines) {
		t.Fatalf("%d of the Dockerfile's %d COPY lines are understood", len(lines), n)
	}
	for _, line := range lines {
		for source := range strings.FieldsSeq(line[1]) {
			to := filepath.Join(root, line[2])
			if strings.HasSuffix(line[2], "/") {
				to = filepath.Join(to, filepath.Base(source))
			}
			if err := copyAll(source, to); err != nil {
				t.Fatalf("the Dockerfile copies what is not there: %v", err)
			}
		}
	}
	if err := program.Write(filepath.Join(root, "app", "kestra"), kestra); err != nil {
		t.Fatal(err)
	}
	return root
}

// copyAll copies a file or a folder with its permissions.
func copyAll(source, to string) error {
	return filepath.Walk(source, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, source))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if info.Mode().Perm()&0o100 != 0 {
			return program.Write(target, string(content))
		}
		return os.WriteFile(target, content, 0o644)
	})
}

// sound are settings with which the image starts.
func sound() map[string]string {
	return map[string]string{
		"KESTRA_USERNAME": "admin@example.com", "KESTRA_PASSWORD": "Sup3rsecret",
		"KESTRA_ENCRYPTION_SECRET_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
	}
}

func with(settings map[string]string, more map[string]string) map[string]string {
	for name, value := range more {
		settings[name] = value
	}
	return settings
}

// start runs the entry point with these settings and no other variables of ours.
func start(t *testing.T, root string, settings map[string]string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.Command(filepath.Join(root, "app/devplus/entrypoint.sh"), args...)
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "JAVA_HOME", "JAVA_HOME_25", "XDG_CACHE_HOME"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	for name, value := range settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}
