package release

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// page is the number of items in one response.
const page = 100

// Bounds on requests that few releases need.
const (
	maxNamed   = 5 * page                       // pull requests that only a commit's message names
	maxAuthors = 3 * page                       // authors who are looked for in the base's history
	reserved   = (maxNamed+maxAuthors)/page + 1 // of the budget for the steps after the commits, with one to report to a deployment; other steps are skipped first
)

// Limits bound what GatherWithin reads.
type Limits struct {
	Commits int  // the newest that are listed, a multiple of 100
	Brief   bool // read only the commits and their pull requests, within the request budget
}

// gathering is the state of one Gather.
type gathering struct {
	limits Limits
	src    *source.Snapshot
	gh     *githubapp.Repository
	*Evidence

	details   map[string]githubapp.CommitDetails // by SHA
	pulls     map[int]*Pull
	authorIDs map[string]string // login → node ID, of people
	authored  map[string]string // who wrote a commit, and when, by SHA
}

// Gather reads the evidence of the range, whose head is src's commit: 110 requests for 5,000 commits, 4 for most releases. An
// error that wraps githubapp.ErrNotFound says that one of the two ends no longer exists.
func Gather(ctx context.Context, src *source.Snapshot, r Range) (*Evidence, error) {
	return GatherWithin(ctx, src, r, Limits{Commits: MaxCommits})
}

// GatherWithin is Gather within limits.
func GatherWithin(ctx context.Context, src *source.Snapshot, r Range, limits Limits) (*Evidence, error) {
	g := gathering{
		limits: limits, src: src, gh: src.GitHub(),
		Evidence: &Evidence{Range: r, Commits: []Commit{}, Pulls: []Pull{}, Reverts: []Revert{}, NewContributors: []string{}, Notes: []string{}},
		details:  make(map[string]githubapp.CommitDetails), pulls: make(map[int]*Pull), authorIDs: make(map[string]string), authored: make(map[string]string),
	}
	if err := g.gather(ctx); err != nil {
		return nil, fmt.Errorf("gather %.7s..%.7s: %w", r.Base, r.Head, err)
	}
	return g.Evidence, nil
}

func (g *gathering) gather(ctx context.Context) error {
	found, err := g.src.Compare(ctx, g.Base, g.affordable())
	if err != nil {
		return err
	}
	g.describe(found)
	if err := g.readDetails(ctx, found.Commits); err != nil {
		return err
	}
	if err := g.assemble(ctx, found.Commits); err != nil {
		return err
	}
	if g.limits.Brief {
		return nil
	}
	if err := g.restrict(ctx); err != nil {
		return err
	}
	if err := g.siblings(ctx); err != nil {
		return err
	}
	if found.Related {
		if err := g.contributors(ctx); err != nil {
			return err
		}
	}
	g.revert(g.gh.String())
	return g.markShipped(ctx)
}

// affordable returns how many commits to list: with details, a hundred takes two requests of the budget that the search for the previous
// release has left.
func (g *gathering) affordable() int {
	if g.limits.Brief {
		return g.limits.Commits
	}
	return min(g.limits.Commits/page, max((g.gh.Left()-reserved-1)/2, 1)) * page
}

func (g *gathering) note(format string, args ...any) {
	g.Notes = append(g.Notes, fmt.Sprintf(format, args...))
}

// describe copies the comparison, and adds remarks on anything unusual.
func (g *gathering) describe(c source.Comparison) {
	g.MergeBase, g.Files, g.FilesTruncated, g.Unlisted = c.MergeBase, c.Files, c.Truncated, c.Total-len(c.Commits)
	if g.Note != "" {
		g.note("%s", g.Note)
	}
	switch {
	case g.Base != "" && !c.Related:
		g.note("%s and %s have no history in common, so all that %[2]s has counts as new.", name(g.BaseTag, g.Base), name(g.HeadTag, g.Head))
	case c.Total == 0 && c.Behind > 0 && g.Note == "":
		g.note("%s lies before %s: nothing is new in it.", name(g.HeadTag, g.Head), name(g.BaseTag, g.Base))
	}
	if g.Unlisted > 0 {
		g.note("The range has %d commits; the oldest %d of them are left out.", c.Total, g.Unlisted)
	}
}

// name returns the tag, or the short SHA of a commit without one.
func name(tag, sha string) string {
	if tag != "" {
		return tag
	}
	return sha[:min(len(sha), 7)]
}

// readDetails reads what GitHub knows about the commits beyond Git. Details beyond the budget stay unknown.
func (g *gathering) readDetails(ctx context.Context, commits []*github.RepositoryCommit) error {
	reserved := reserved
	if g.limits.Brief {
		reserved = 0
	}
	err := g.gh.Portions(ctx, len(commits), page, func(from, size int) (bool, error) {
		if g.gh.Left() <= reserved {
			return false, nil
		}
		ids := make([]string, size)
		for i, c := range commits[from : from+size] {
			ids[i] = c.GetNodeID()
		}
		found, err := g.gh.CommitDetails(ctx, ids)
		for _, d := range found {
			g.details[d.SHA] = d
		}
		return true, err
	})
	if err != nil {
		return err
	}
	if unknown := len(commits) - len(g.details); unknown > 0 {
		g.note("GitHub said nothing more of %d commits: their pull requests, reviews and checks are unknown.", unknown)
	}
	return nil
}

// contributors finds the authors without a commit in the base's history.
func (g *gathering) contributors(ctx context.Context) error {
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
		if errors.Is(err, githubapp.ErrBudget) {
			g.note("Who contributed for the first time was not read.")
			return nil
		}
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

// checks converts GitHub's StatusState.
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
