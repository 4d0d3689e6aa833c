package gitlog

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-cmp/cmp"
)

func TestTracker_FollowsRenames(t *testing.T) {
	t.Parallel()
	var past Tracker
	at := func(day int) time.Time { return time.Unix(0, 0).AddDate(0, 0, day) }
	past.Learn(Commit{Author: "a", Time: at(0), Title: "Fix crash", Patches: []diff.Patch{{Path: "a.go", Status: diff.Modified, Additions: 1}}})
	past.Learn(Commit{Author: "b", Time: at(0), Title: "Move", Patches: []diff.Patch{{Path: "b.go", PreviousPath: "a.go", Status: diff.Renamed}}})
	for day, want := range map[int]change.History{0: {FileFixes: 1, FileChanges: 1, FixedFile: "b.go", ChangedFile: "b.go", FileAuthors: 1, Files: 1, KnownFiles: 1, Authored: 1, Commits: 2}, 90: {FileFixes: 0.3679, FileChanges: 0.6065, FixedFile: "b.go", ChangedFile: "b.go", FileAuthors: 1, Files: 1, KnownFiles: 1, Authored: 1, Commits: 2}} {
		got := past.History(Commit{Author: "a", Time: at(day), Patches: []diff.Patch{{Path: "b.go", Additions: 1}, {Path: "a.go", Additions: 1}}})
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("after %d days (-want +got):\n%s", day, diff)
		}
	}
	past.Learn(Commit{Author: "b", Time: at(1), Title: "Remove", Patches: []diff.Patch{{Path: "b.go", Status: diff.Removed, Deletions: 1}}})
	if h := past.History(Commit{Time: at(1), Patches: []diff.Patch{{Path: "b.go", Additions: 1}}}); h.FileFixes != 0 || h.FileChanges != 0 || h.Authored != 0 {
		t.Errorf("a removed file's fixes are held against a new one: %+v", h)
	}
}

func TestTracker_CountsTheLatestCommitsOfAFile(t *testing.T) {
	t.Parallel()
	var past Tracker
	now := time.Unix(0, 0)
	for range 3 * change.MaxFileCommits {
		past.Learn(Commit{Time: now, Patches: []diff.Patch{{Path: "a.go", Additions: 1}}})
	}
	if h := past.History(Commit{Time: now, Patches: []diff.Patch{{Path: "a.go", Additions: 1}}}); h.FileChanges != change.MaxFileCommits {
		t.Errorf("%v, want %d", h.FileChanges, change.MaxFileCommits)
	}
}
