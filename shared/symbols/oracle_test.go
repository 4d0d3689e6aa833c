package symbols

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unlike are kinds of Universal Ctags that are no definitions here.
var unlike = map[string]bool{
	"member": true, "property": true, "variable": true, "constant": true, "enumerator": true, "enumConstant": true, "package": true,
	"packageName": true, "namespace": true, "alias": true, "field": true, "module": true, "implementation": true, "local": true,
	"header": true, "heredoc": true, "accessor": true, "anonMember": true, "typealias": true, "singletonMethod": true, "define": true,
}

// TestDefinitions_AreThoseOfUniversalCtags compares the samples and this repository's own files with another program's findings.
func TestDefinitions_AreThoseOfUniversalCtags(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("ctags", "--version").Output(); err != nil || !bytes.Contains(out, []byte("Universal Ctags")) {
		t.Skip("Universal Ctags is not installed")
	}
	dir := t.TempDir()
	files := samples(t)
	for _, pattern := range []string{"*.go", "../*/*.go", "../../*/*/*.java", "../../.ci/*", "../../kestra-image/*.sh"} {
		paths, _ := filepath.Glob(pattern)
		for _, p := range paths {
			if text, err := os.ReadFile(p); err == nil && Known(p) {
				files[strings.ReplaceAll(filepath.Clean(p), "/", "_")] = string(text)
			}
		}
	}
	found, missing := 0, 0
	for name, text := range files {
		path := filepath.Join(dir, strings.TrimLeft(name, "._"))
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ctags", "--output-format=json", "--fields=+nK", "-f", "-", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		defined := map[string]bool{}
		for _, d := range Definitions(path, text) {
			defined[fmt.Sprint(d.Name, " ", d.Line)] = true
		}
		for in := bufio.NewScanner(bytes.NewReader(out)); in.Scan(); {
			var tag struct {
				Name, Kind string
				Line       int
			}
			if err := json.Unmarshal(in.Bytes(), &tag); err != nil || unlike[tag.Kind] || tag.Name == "_" || strings.HasPrefix(tag.Name, "__anon") {
				continue
			}
			if found++; !defined[fmt.Sprint(tag.Name, " ", tag.Line)] {
				missing++
				t.Logf("%s:%d: %s %s", name, tag.Line, tag.Kind, tag.Name)
			}
		}
	}
	if found < 100 || missing*50 > found {
		t.Errorf("%d of %d definitions are missing", missing, found)
	}
}
