package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// imported makes a repository of a stream for git fast-import.
func imported(t *testing.T, stream string) string {
	t.Helper()
	dir := t.TempDir()
	runGit(t, dir, "init", "-q", "-b", "main")
	command := exec.Command("git", "-C", dir, "fast-import", "--quiet")
	command.Stdin = strings.NewReader(stream)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("git fast-import: %v: %s", err, out)
	}
	return dir
}

// Releases of a checkout are compared with those before them: of their kind, by what each shipped, and no later one.
func TestReleased_HistoryHasTheEarlierOnesOfTheKind(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	at := 1700000000
	for n := range 30 {
		at += 86400
		text := fmt.Sprintf("package a\n\nfunc f%d() {\n%s}\n", n, strings.Repeat("\tif g(x, y) { h(z) }\n", n))
		fmt.Fprintf(&s, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 2\nX\nM 644 inline f%d.go\ndata %d\n%s\n", at, n, len(text), text)
		tag := fmt.Sprintf("v1.0.%d", n)
		switch n {
		case 5:
			tag = "v1.1.0-rc.1" // on the way to nothing
		case 10:
			tag = "api/v1.0.10"
		}
		fmt.Fprintf(&s, "reset refs/tags/%s\nfrom refs/heads/main\n\n", tag)
	}
	dir := imported(t, s.String())
	known, err := releasesBefore(t.Context(), &checkout{dir: dir, tag: "v1.0.25"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(known.Entries); n != 22 || known.Entries[0].Name != "v1.0.1" || known.Entries[n-1].Name != "v1.0.24" {
		t.Fatalf("%d releases: %+v", n, known.Entries)
	}
	for i, r := range known.Entries {
		if r.Step != yardstick.Patch || r.Hazard <= 0 || i > 0 && r.Hazard < known.Entries[i-1].Hazard && r.Name != "v1.0.7" && r.Name != "v1.0.12" {
			t.Errorf("%+v after %+v: each ships more than the one before", r, known.Entries[max(i-1, 0)])
		}
	}
	for _, tag := range []string{"HEAD", "v1.0.0", "nothing"} {
		if known, err := releasesBefore(t.Context(), &checkout{dir: dir, tag: tag}); err != nil || len(known.Entries) > 0 {
			t.Errorf("%s: %v, %+v", tag, err, known)
		}
	}
	if hazard, changes, err := shippedHazard(t.Context(), dir, "v1.0.1", "v1.0.9", 3); err != nil || changes != 3 || hazard != 0 {
		t.Errorf("%d changes of a large release were read, %v", changes, err)
	}
}
