package change_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
)

func TestReviewers_KnowTheFilesLatelyAndAreNotTheAuthor(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	by := func(account string, daysAgo int) change.FileCommit {
		return change.FileCommit{Time: now.AddDate(0, 0, -daysAgo), Author: "id of " + account, Account: account}
	}
	var k change.Knowledge
	k.File(now, "id of author", []change.FileCommit{by("author", 1), by("author", 2), by("busy", 10), by("busy", 20), by("dependabot[bot]", 1), by("renovate[bot]", 1)}, nil)
	k.File(now, "id of author", []change.FileCommit{by("busy", 30), by("often", 100), by("often", 120), by("gone", 400), by("gone", 500), by("gone", 600)}, nil)
	k.File(now, "id of author", []change.FileCommit{by("once", 300), by("lately", 1), {Time: now, Author: "no.account@example.com"}}, nil)
	want := []change.Reviewer{{Name: "busy", Files: 2}, {Name: "often", Files: 1}, {Name: "lately", Files: 1}}
	if diff := cmp.Diff(want, k.Reviewers()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := new(change.Knowledge).Reviewers(); got != nil {
		t.Errorf("%v know no file", got)
	}
}

// The author of the replaced lines must rank above authors of the rest of the file.
func TestReviewers_WroteTheReplacedLines(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	by := func(account string, daysAgo int) change.FileCommit {
		return change.FileCommit{Time: now.AddDate(0, 0, -daysAgo), Author: "id of " + account, Account: account}
	}
	var k change.Knowledge
	k.File(now, "id of author", []change.FileCommit{by("busy", 5), by("busy", 6)},
		[]change.Written{{Lines: 8, FileCommit: by("wrote", 30)}, {Lines: 2, FileCommit: by("a-little", 30)}, {Lines: 5, FileCommit: by("author", 3)}, {Lines: 4, FileCommit: by("dependabot[bot]", 3)}, {Lines: 1, FileCommit: by("gone", 400)}})
	want := []change.Reviewer{{Name: "busy", Files: 1}, {Name: "wrote", Lines: 8}, {Name: "a-little", Lines: 2}}
	if diff := cmp.Diff(want, k.Reviewers()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	k.File(now, "id of author", nil, []change.Written{{Lines: 8, FileCommit: by("wrote", 30)}})
	want[0], want[1] = change.Reviewer{Name: "wrote", Lines: 16}, want[0]
	if diff := cmp.Diff(want, k.Reviewers()); diff != "" {
		t.Errorf("of a second file (-want +got):\n%s", diff)
	}
}
