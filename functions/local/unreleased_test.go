package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func none(string) (string, bool) { return "", false }

func TestAnalyze_UnreleasedChangesAsTheNextRelease(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	if out, err := exec.Command("git", "-C", dir, "-c", "user.name=Ada Example", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false",
		"commit", "--quiet", "--allow-empty", "-m", "feat: export rows").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for span, want := range map[string]string{ // the release before, the next version
		"..HEAD": "v1.1.0 v1.2.0", "v1.1.0..": "v1.1.0 v1.2.0", "v1.0.0..HEAD": "v1.0.0 v1.1.0", "v1.0.0..main": "v1.0.0 v1.1.0",
	} {
		var out, said bytes.Buffer
		if code := run(t.Context(), []string{"-kind", "release_notes", "-repo", dir, "-range", span, "-format", "json"}, &out, &said, none); code != exitOK {
			t.Fatalf("%s: exit %d: %s", span, code, said.String())
		}
		var shown struct{ Release shownRelease }
		if err := json.Unmarshal(out.Bytes(), &shown); err != nil {
			t.Fatal(err)
		}
		if got := shown.Release.PreviousTag + " " + shown.Release.NextVersion; got != want {
			t.Errorf("%s: %s, want %s", span, got, want)
		}
		if first := shown.Release.Sections[0].Entries; first[len(first)-1].People[0].Name != "Ada Example" || first[len(first)-1].People[0].URL != "" {
			t.Errorf("%s: an author without an account is %+v", span, first[len(first)-1].People)
		}
	}
	var out, said bytes.Buffer
	if code := run(t.Context(), []string{"-kind", "release_notes", "-repo", dir, "-range", "v1.1.0..HEAD", "-format", "changelog"}, &out, &said, none); code != exitOK {
		t.Fatalf("exit %d: %s", code, said.String())
	}
	text, _, _ := strings.Cut(out.String(), " ([`")
	if diff := cmp.Diff("## [Unreleased]\n\n### Added\n\n- export rows", text); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if code := run(t.Context(), []string{"-kind", "release_risk", "-repo", dir, "-range", "..HEAD", "-format", "markdown"}, &out, &said, none); code != exitOK || !strings.Contains(out.String(), "since `v1.1.0`") {
		t.Errorf("risk of what is not released: exit %d: %s\n%s", code, said.String(), out.String())
	}
	if code := run(t.Context(), []string{"-kind", "release_notes", "-repo", dir, "-range", "v1.1.0..nowhere"}, &out, &said, none); code != exitUsage {
		t.Errorf("an end that does not exist: exit %d", code)
	}
}
