package pullrequest

import (
	"path"
	"slices"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// Pull requests of one author look like parts of one change if there are at least minSiblings others that were opened within siblingTime of
// this one and change production files in its folders.
const (
	minSiblings = 2
	siblingTime = 72 * time.Hour
)

// siblings returns the recent pull requests that look like parts of the same change, nil if there are none.
func siblings(recent []githubapp.RecentPull, pull *github.PullRequest, facts change.Facts) *change.Siblings {
	folders := map[string]bool{}
	for _, f := range facts.Files {
		if f.Class.Runs() {
			folders[path.Dir(f.Path)] = true
		}
	}
	shares := func(p string) bool { return folders[path.Dir(p)] && filekind.ClassOf(p).Runs() }
	s := &change.Siblings{Additions: facts.Total.Additions, Deletions: facts.Total.Deletions}
	for _, p := range recent {
		apart := p.CreatedAt.Sub(pull.GetCreatedAt().Time).Abs()
		if p.Number != pull.GetNumber() && p.Author == pull.GetUser().GetLogin() && apart <= siblingTime && slices.ContainsFunc(p.Paths, shares) {
			s.Pulls = append(s.Pulls, p.Number)
			s.Additions += p.Additions
			s.Deletions += p.Deletions
		}
	}
	if len(s.Pulls) < minSiblings {
		return nil
	}
	slices.Sort(s.Pulls)
	return s
}

// splitWords says that the change may be one of several that belong together: each is scored by itself, so that a split one looks smaller.
func splitWords(f *change.Facts, w page.Writer) page.Section {
	if f == nil || f.Siblings == nil {
		return page.Section{}
	}
	var links []page.Inline
	for _, number := range f.Siblings.Pulls {
		links = append(links, w.PullRequest(number))
	}
	return page.Statement("%s the same author opened %s in the same folders within three days: %s. Each is scored by itself; together they add %s and delete %s lines.",
		page.Strong("Perhaps a part of a larger change:"), text.Count(len(links), "other pull request"), page.Join(", ", links...),
		text.Number(f.Siblings.Additions), text.Number(f.Siblings.Deletions))
}
