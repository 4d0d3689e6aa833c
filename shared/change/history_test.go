package change

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAFileRemembersItsFixesAcrossARename(t *testing.T) {
	t.Parallel()
	var past Past
	at := func(day int) time.Time { return time.Unix(0, 0).AddDate(0, 0, day) }
	past.Learn(Commit{Author: "a", Time: at(0), Title: "Fix crash", Patches: []Patch{{Path: "a.go", Status: Modified, Additions: 1}}})
	past.Learn(Commit{Author: "b", Time: at(0), Title: "Move", Patches: []Patch{{Path: "b.go", PreviousPath: "a.go", Status: Renamed}}})
	for day, want := range map[int]History{0: {1, 1, "b.go", "b.go", 1, 1, 1, 1, 2}, 90: {0.3679, 0.6065, "b.go", "b.go", 1, 1, 1, 1, 2}} {
		got := past.History(Commit{Author: "a", Time: at(day), Patches: []Patch{{Path: "b.go", Additions: 1}, {Path: "a.go", Additions: 1}}})
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("after %d days (-want +got):\n%s", day, diff)
		}
	}
	past.Learn(Commit{Author: "b", Time: at(1), Title: "Remove", Patches: []Patch{{Path: "b.go", Status: Removed, Deletions: 1}}})
	if h := past.History(Commit{Time: at(1), Patches: []Patch{{Path: "b.go", Additions: 1}}}); h.FileFixes != 0 || h.FileChanges != 0 || h.Authored != 0 {
		t.Errorf("a removed file's fixes are held against a new one: %+v", h)
	}
}

func TestOnlyTheLatestCommitsOfAFileCount(t *testing.T) {
	t.Parallel()
	var past Past
	now := time.Unix(0, 0)
	for range 3 * MaxFileCommits {
		past.Learn(Commit{Time: now, Patches: []Patch{{Path: "a.go", Additions: 1}}})
	}
	if h := past.History(Commit{Time: now, Patches: []Patch{{Path: "a.go", Additions: 1}}}); h.FileChanges != MaxFileCommits {
		t.Errorf("%v, want %d", h.FileChanges, MaxFileCommits)
	}
}

func TestALogIsReadCommitByCommit(t *testing.T) {
	t.Parallel()
	log := "\x01aa\x00A@x\x001700000000\x00Fix it\n\ndiff --git a/x.go b/x.go\n--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+\x01b\n" +
		"\x01bb\x00b@x\x001700000001\x00Empty\n"
	var got []string
	for c, err := range Commits(strings.NewReader(log)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c.SHA, c.Author, c.Title, c.Time.Format(time.DateOnly))
		for _, p := range c.Patches {
			got = append(got, p.Path)
		}
	}
	if want := []string{"aa", "a@x", "Fix it", "2023-11-14", "x.go", "bb", "b@x", "Empty", "2023-11-14"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, err := range Commits(strings.NewReader("commit aa\nAuthor: x\n")) {
		if err == nil {
			t.Error("a log of another format is taken for an empty one")
		}
	}
}
