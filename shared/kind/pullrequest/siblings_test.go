package pullrequest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
)

// A large change split into five gets five low scores, so reviewers must see that the parts may belong
// together.
func TestSiblings_AreTheAuthorsOwnOfTheSameDaysAndFolders(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	pull := &github.PullRequest{Number: github.Int(9), User: &github.User{Login: github.String("mona")}, CreatedAt: &github.Timestamp{Time: now}}
	facts := change.Measure([]diff.Patch{
		{Path: "pay/card.go", Status: diff.Modified, Additions: 1, Text: "@@ -1 +1,2 @@\n package pay\n+var a = 1"},
		{Path: "docs/a.md", Status: diff.Modified, Additions: 1, Text: "@@ -1 +1,2 @@\n a\n+b"},
	})
	recent := func(number int, author string, hours time.Duration, paths ...string) githubapp.RecentPull {
		return githubapp.RecentPull{Number: number, Author: author, CreatedAt: now.Add(-hours * time.Hour), Additions: 10, Deletions: 1, Paths: paths}
	}
	own := []githubapp.RecentPull{recent(8, "mona", 1, "pay/bank.go"), recent(9, "mona", 0, "pay/card.go"), recent(7, "mona", 2, "x.go", "pay/cash.go")}
	for name, test := range map[string]struct {
		others []githubapp.RecentPull
		want   *change.Siblings
	}{
		"two others":             {own, &change.Siblings{Pulls: []int{7, 8}, Additions: 22, Deletions: 2}},
		"one other":              {own[:2], nil},
		"another author's":       {append(own[:2:2], recent(6, "hubot", 1, "pay/a.go")), nil},
		"of last week":           {append(own[:2:2], recent(6, "mona", 100, "pay/a.go")), nil},
		"in another folder":      {append(own[:2:2], recent(6, "mona", 1, "ship/a.go", "pay/sub/a.go")), nil},
		"only documents":         {append(own[:2:2], recent(6, "mona", 1, "docs/b.md", "pay/README.md")), nil},
		"opened after this one":  {append(own[:2:2], recent(10, "mona", -1, "pay/a.go")), &change.Siblings{Pulls: []int{8, 10}, Additions: 22, Deletions: 2}},
		"no pull request at all": {nil, nil},
	} {
		if diff := cmp.Diff(test.want, siblings(test.others, pull, facts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	w := page.Writer{Repository: "o/r", References: true}
	said := page.Whole(splitWords(&change.Facts{Siblings: &change.Siblings{Pulls: []int{7, 8}, Additions: 1200, Deletions: 2}}, w))
	if !strings.Contains(said, "the same author opened 2 other pull requests in the same folders") || !strings.Contains(said, "they add 1,200 and delete 2 lines") {
		t.Error(said)
	}
}
