package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func none(string) (string, bool) { return "", false }

func TestAnalyze_UnreleasedChangesAsTheNextRelease(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	gittest.Run(t, dir, "-c", "user.name=Ada Example", "-c", "user.email=ada@example.com", "commit", "--quiet", "--allow-empty", "-m", "feat: export rows")
	for span, want := range map[string]string{ // the release before, the next version
		"..HEAD": "v1.1.0 v1.2.0", "v1.1.0..": "v1.1.0 v1.2.0", "v1.0.0..HEAD": "v1.0.0 v1.1.0", "v1.0.0...main": "v1.0.0 v1.1.0",
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
	if code := run(t.Context(), []string{"-kind", "release_notes", "-repo", dir, "-range", "..HEAD", "-format", "markdown"}, &out, &said, none); code != exitOK {
		t.Fatalf("exit %d: %s", code, said.String())
	}
	if text := out.String(); !strings.Contains(text, "\n# Unreleased\n") || strings.Contains(text, "are in the release") {
		t.Errorf("it speaks of a release that is not made:\n%s", text)
	}
	out.Reset()
	if code := run(t.Context(), []string{"-kind", "release_notes", "-repo", dir, "-range", "v1.1.0..HEAD", "-format", "changelog"}, &out, &said, none); code != exitOK {
		t.Fatalf("exit %d: %s", code, said.String())
	}
	text, _, _ := strings.Cut(out.String(), " (`")
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

func TestAnalyze_ComparesNotesWithPublishedOnes(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	file := filepath.Join(t.TempDir(), "theirs.md")
	if err := os.WriteFile(file, []byte("## Features\n- limits (#2)\n- more (#9)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	if code := run(t.Context(), []string{"-kind", "release_notes", "-repo", dir, "-range", "v1.1.0", "-theirs", file}, &out, &said, none); code != exitOK {
		t.Fatalf("exit %d: %s", code, said.String())
	}
	want := "v1.1.0 since v1.0.0: by its content v1.1.0.\nBoth name 1 pull request; 1 of 1 in the same section.\nIn another section: 0\nOnly theirs: 1\n  #9: no pull request of the range\nOnly ours: 1\n  #3: Fixes\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestShown_ChangelogOfAReleaseThatCouldNotBeMeasured(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := (&shownAnalysis{}).print(&out, "changelog", false); err == nil || out.Len() > 0 {
		t.Errorf("prints %q, %v; want an error that says why there are no notes", out.String(), err)
	}
}

func TestJudge_ComparesWithTheFileOfTheRepository(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	if err := os.WriteFile(filepath.Join(dir, "CHANGELOG.md"), []byte("# Changes\n\n## 1.1.0\n\n### Features\n- limits (#2)\n- more (#9)\n\n## 1.0.0\n\n- start\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"add", "--all"}, {"commit", "--quiet", "-m", "Add a changelog"}} {
		gittest.Run(t, dir, args...)
	}
	without, _ := taggedRepository(t, "")
	var out, said bytes.Buffer
	if code := run(t.Context(), []string{"judge", "-v", without, dir}, &out, &said, none); code != exitOK || !strings.Contains(said.String(), "left out: "+without) {
		t.Fatalf("exit %d: %s", code, said.String())
	}
	for _, want := range []string{"v1.1.0", "1 of 1", "2 of 2", "1 as taken", "1  no commit of the repository names it", "#3: Fixes"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
	if code := run(t.Context(), []string{"judge", without}, &out, &said, none); code != exitFailure {
		t.Errorf("nothing to compare: exit %d", code)
	}
	if code := run(t.Context(), []string{"judge"}, &out, &said, none); code != exitUsage {
		t.Errorf("without a checkout: exit %d", code)
	}
}

// A pull request that was merged elsewhere, and of which the range has a cherry-pick, was not merged in the range.
func TestReadNumbers_TakesTheOldestCommitForTheMerge(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1"})
	at := 0
	land := func(file, title string) {
		t.Helper()
		at++
		if err := os.WriteFile(filepath.Join(dir, file), []byte(title), 0o600); err != nil {
			t.Fatal(err)
		}
		gittest.Run(t, dir, "add", "-A")
		gittest.RunAt(t, dir, time.Unix(int64(1_900_000_000+at), 0), "commit", "-q", "-m", title)
	}
	gittest.Run(t, dir, "tag", "v1")
	land("b", "fix: b (#2)")
	gittest.Run(t, dir, "checkout", "-q", "-b", "release", "v1")
	land("b", "fix: b (#2)")
	land("c", "fix: c, see #9 (#3)")
	n, err := readNumbers(t.Context(), dir, "v1", "release", "")
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[int]string{
		2: "merged before or on another branch, and a cherry-pick of it is in the range", 3: "missing", 9: "an issue, or a pull request that a commit of the range only mentions", 7: "no commit of the repository names it",
	} {
		if got := n.reasonMissing(number); got != want {
			t.Errorf("#%d: %q, want %q", number, got, want)
		}
	}
	if n, err = readNumbers(t.Context(), dir, "v1", "release", "cli"); err != nil || n.reasonMissing(3) != "changes another part of the repository" {
		t.Errorf("of another folder: %q, %v", n.reasonMissing(3), err)
	}
}
