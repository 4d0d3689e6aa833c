package release

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// page is how many things one call brings.
const page = 100

// Bounds on calls that few releases need.
const (
	maxNamed   = 5 * page // pull requests that only a commit's message names
	maxAuthors = 3 * page // authors who are looked for in the base's history
)

// gathering is one Gather under way.
type gathering struct {
	gh *githubapp.Repository
	*Evidence

	listed    []*github.RepositoryCommit // oldest first
	histories map[string]githubapp.History
	pulls     map[int]*Pull
	authorIDs map[string]string // login → node ID, of people
	related   bool              // base and head share history
}

// Gather asks GitHub what lies in the range: with 110 calls for 5,000 commits, 4 for the usual release. An error that wraps
// githubapp.ErrNotFound says that one of the two ends is no longer there.
func Gather(ctx context.Context, gh *githubapp.Repository, r Range) (*Evidence, error) {
	g := gathering{
		gh: gh, Evidence: &Evidence{Range: r, Commits: []Commit{}, Pulls: []Pull{}, Reverts: []Revert{}, NewContributors: []string{}, Notes: []string{}},
		histories: make(map[string]githubapp.History), pulls: make(map[int]*Pull), authorIDs: make(map[string]string),
	}
	for _, step := range []func(context.Context) error{g.list, g.history, g.assemble, g.contributors} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("gather %.7s..%.7s: %w", r.Base, r.Head, err)
		}
	}
	g.revert(gh.String())
	return g.Evidence, nil
}

func (g *gathering) note(format string, args ...any) {
	g.Notes = append(g.Notes, fmt.Sprintf(format, args...))
}

// list reads the commits of the range.
func (g *gathering) list(ctx context.Context) error {
	if g.Note != "" {
		g.note("%s", g.Note)
	}
	total, err := g.compare(ctx)
	if errors.Is(err, githubapp.ErrNotFound) && g.Base != "" {
		err = g.unrelated(ctx)
	}
	if err != nil {
		return err
	}
	if !g.related {
		if g.listed, total, err = g.gh.Commits(ctx, g.Head, MaxCommits); err != nil {
			return err
		}
		slices.Reverse(g.listed)
	}
	if g.Unlisted = total - len(g.listed); g.Unlisted > 0 {
		g.note("The range has %d commits; the oldest %d of them are left out.", total, g.Unlisted)
	}
	return nil
}

// compare reads the commits that head has and base lacks, the newest pages when there are too many.
func (g *gathering) compare(ctx context.Context) (total int, err error) {
	if g.Base == "" {
		return 0, nil
	}
	first, err := g.gh.Compare(ctx, g.Base, g.Head, 1)
	if err != nil {
		return 0, err
	}
	g.related = true
	g.MergeBase = first.GetMergeBaseCommit().GetSHA()
	g.Files = githubapp.Patches(first.Files)
	g.FilesTruncated = len(first.Files) >= githubapp.MaxComparedFiles
	total = first.GetTotalCommits()
	if total == 0 && first.GetBehindBy() > 0 && g.Note == "" {
		g.note("%s lies before %s: nothing is new in it.", name(g.HeadTag, g.Head), name(g.BaseTag, g.Base))
	}
	last := (total + page - 1) / page
	number := max(1, last-MaxCommits/page+1)
	if number == 1 {
		g.listed, number = first.Commits, 2
	}
	for ; number <= last; number++ {
		c, err := g.gh.Compare(ctx, g.Base, g.Head, number)
		if err != nil {
			return 0, err
		}
		g.listed = append(g.listed, c.Commits...)
	}
	return total, nil
}

// unrelated finds out why there is nothing to compare: GitHub answers alike when an end is missing and when the two ends have
// no history in common. In that case the range is all that head has, as for git log base..head.
func (g *gathering) unrelated(ctx context.Context) error {
	for _, end := range []string{g.Base, g.Head} {
		if _, err := g.gh.Commit(ctx, end); err != nil {
			return err
		}
	}
	g.note("%s and %s have no history in common, so all that %[2]s has counts as new.", name(g.BaseTag, g.Base), name(g.HeadTag, g.Head))
	return nil
}

// name is how people know a commit.
func name(tag, sha string) string {
	if tag != "" {
		return tag
	}
	return sha[:min(len(sha), 7)]
}

// history asks for what GitHub knows of the commits, in smaller portions once it runs out of time: it ends a query after 10 s.
func (g *gathering) history(ctx context.Context) error {
	size, unknown := page, 0
	for from := 0; from < len(g.listed); {
		some := g.listed[from:min(from+size, len(g.listed))]
		ids := make([]string, len(some))
		for i, c := range some {
			ids[i] = c.GetNodeID()
		}
		histories, err := g.gh.CommitHistory(ctx, ids)
		if err != nil && size == page && ctx.Err() == nil && !githubapp.Permanent(err) && !errors.As(err, new(*githubapp.RateLimitError)) {
			size /= 4
			continue
		}
		if err != nil {
			return err
		}
		for _, h := range histories {
			g.histories[h.SHA] = h
		}
		unknown += len(some) - len(histories)
		from += len(some)
	}
	if unknown > 0 {
		g.note("GitHub said nothing more of %d commits: their pull requests, reviews and checks are unknown.", unknown)
	}
	return nil
}

// contributors asks which of the authors the base's history does not know.
func (g *gathering) contributors(ctx context.Context) error {
	if !g.related {
		return nil
	}
	var logins, ids []string
	for _, c := range g.Changes() {
		author := c.Author()
		if id := g.authorIDs[author.Login]; id != "" && !slices.Contains(logins, author.Login) && len(ids) < maxAuthors {
			logins, ids = append(logins, author.Login), append(ids, id)
		}
	}
	var known []string
	for some := range slices.Chunk(ids, page) {
		found, err := g.gh.Contributed(ctx, g.Base, some)
		if err != nil {
			return err
		}
		known = append(known, found...)
	}
	for i, login := range logins {
		if !slices.Contains(known, ids[i]) {
			g.NewContributors = append(g.NewContributors, login)
		}
	}
	return nil
}

// checks puts GitHub's StatusState in one of our words.
func checks(state string) Checks {
	switch state {
	case "SUCCESS":
		return ChecksGreen
	case "FAILURE", "ERROR":
		return ChecksRed
	case "PENDING", "EXPECTED":
		return ChecksPending
	}
	return NoChecks
}
