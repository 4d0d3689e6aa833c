package risk

import (
	"slices"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/google/go-cmp/cmp"
)

func TestHistory_NamesTheFileWithTheMostFixes(t *testing.T) {
	t.Parallel()
	text := "@@ -9,0 +10,2 @@\n+a\n+b\n@@ -20 +30,0 @@\n-c"
	patches := []diff.Patch{{Path: "calm.go", Status: diff.Modified, Text: text, Additions: 2, Deletions: 1}, {Path: "stormy.go", Status: diff.Modified, Text: text, Additions: 2, Deletions: 1}}
	var past gitlog.Tracker
	for range 3 {
		past.Learn(gitlog.Commit{Title: "Fix crash", Patches: patches[1:]})
		past.Learn(gitlog.Commit{Title: "Change", Patches: patches[:1]})
	}
	past.Learn(gitlog.Commit{Title: "Change", Patches: patches[:1]})
	facts := change.Measure(patches)
	facts.History = past.History(gitlog.Commit{Patches: patches})
	got := map[string][]change.Place{}
	for _, s := range Assess(facts).Signals {
		if s.Name == "file_fixes" || s.Name == "file_changes" {
			got[s.Name] = s.Places
		}
	}
	want := map[string][]change.Place{"file_fixes": {{Path: "stormy.go", Range: diff.Range{Start: 10, End: 11}}}, "file_changes": {{Path: "calm.go", Range: diff.Range{Start: 10, End: 11}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHistory_FileAuthorsHaveNoPoints(t *testing.T) {
	t.Parallel()
	a, b := diff.Patch{Path: "a.go", Status: diff.Modified, Additions: 2}, diff.Patch{Path: "b.go", Status: diff.Modified, Additions: 2}
	var past gitlog.Tracker
	for _, author := range []string{"ann", "bob", "cat", "bob"} {
		past.Learn(gitlog.Commit{Author: author, Patches: []diff.Patch{a}})
	}
	past.Learn(gitlog.Commit{Author: "ann", Patches: []diff.Patch{b}})
	facts := change.Measure([]diff.Patch{a, b})
	facts.History = past.History(gitlog.Commit{Author: "bob", Patches: []diff.Patch{a, b}})
	signals := Assess(facts).Signals
	want := Signal{Name: "file_authors", Value: 3, Reason: "the latest commits of its files are by up to 3 authors; its author made some of them in 1 of 2 files"}
	if got := signals[slices.IndexFunc(signals, func(s Signal) bool { return s.Name == want.Name })]; cmp.Diff(want, got) != "" {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
}

func TestHistory_IsScoredOnlyIfKnown(t *testing.T) {
	t.Parallel()
	facts := change.Measure([]diff.Patch{{Path: "a.go", Additions: 20}})
	names := func(r Assessment) (names []string) {
		for _, s := range r.Signals {
			names = append(names, s.Name)
		}
		return names
	}
	if unknown := names(Assess(facts)); slices.Contains(unknown, "file_fixes") {
		t.Errorf("history is scored though it is not known: %v", unknown)
	}
	facts.History = &change.History{Authored: 1, Commits: 100}
	calm := Assess(facts)
	facts.History = &change.History{FileFixes: 5, FileChanges: 9, Authored: 30, Commits: 100}
	stormy := Assess(facts)
	if !slices.Contains(names(stormy), "file_fixes") || stormy.Score <= calm.Score {
		t.Errorf("calm %v, stormy %v %v", calm.Score, stormy.Score, names(stormy))
	}
}
