package repository

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/store"
)

// How much of GitHub one analysis asks for: with the call that looks at the repository 47 calls at most, and of a repository with
// fewer than 100 commits a year about 18, so that an installation's 500 repositories fit into its 12,500 REST calls and as many GraphQL
// points an hour ("Rate limits for the REST API"; an installation with 20 repositories or fewer has 5,000).
const (
	maxTreeCalls  = 20
	maxCommits    = 1_000 // 10 calls
	maxPeriods    = 8     // comparisons, a call each
	maxCandidates = 28    // for hotspots
	pathsPerCall  = 14    // with the folders, 3 calls
	blobsPerCall  = 14    // with CODEOWNERS, 2 calls
	maxTags       = 100   // 1 call
)

// lookedAt is how far back the history is looked at.
const lookedAt = 365 * 24 * time.Hour

// Analyses finds what DevPlus has measured before.
type Analyses interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
}

// gatherer reads one repository.
type gatherer struct {
	gh *githubapp.Repository
	s  snapshot
}

// gather reads what is measured. What GitHub can't give in time is a gap in the report; the tree and the list of commits must be there.
func gather(ctx context.Context, gh *githubapp.Repository, o githubapp.Overview, at time.Time) (*gatherer, error) {
	g := &gatherer{gh: gh.Renamed(o.Owner, o.Name), s: snapshot{overview: o, at: at}}
	if err := g.tree(ctx); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{g.commits, g.oldest, g.churn, g.paths, g.tags, g.owners} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// gap notes that something can't be had, unless it can be had later: then the error comes back.
func (g *gatherer) gap(ctx context.Context, what string, err error) error {
	var limited *githubapp.RateLimitError
	if err == nil || ctx.Err() != nil || errors.As(err, &limited) || errors.Is(err, githubapp.ErrGone) && !errors.Is(err, githubapp.ErrNotFound) {
		return err
	}
	g.s.gaps = append(g.s.gaps, what+": GitHub did not give it")
	return nil
}

func (g *gatherer) commits(ctx context.Context) error {
	from := g.s.at.Add(-lookedAt).UTC().Truncate(24 * time.Hour)
	if head := g.s.overview.HeadAt; head.Before(from) { // a quiet repository tells of its last year
		from = head.Add(-lookedAt).UTC().Truncate(24 * time.Hour)
	}
	commits, more, err := g.gh.Past(ctx, g.s.overview.HeadSHA, from, maxCommits)
	g.s.past = past{from: from, commits: commits, more: more, total: g.s.overview.Commits, churn: map[string]churn{}, paths: map[string]githubapp.PathPast{}}
	return err
}

func (g *gatherer) oldest(ctx context.Context) error {
	var err error
	g.s.past.first, err = g.gh.Oldest(ctx, g.s.overview.HeadSHA, g.s.overview.Commits)
	return g.gap(ctx, "the first commit", err)
}

// churn compares the ends of periods along the first parents, so that what merges brought counts once.
func (g *gatherer) churn(ctx context.Context) error {
	chain := firstParents(g.s.past.commits)
	if len(chain) < 2 {
		return nil
	}
	clipped := 0
	for _, p := range periods(len(chain), maxPeriods) {
		compared, err := g.gh.Compare(ctx, chain[p.older], chain[p.newer], 1)
		if err != nil {
			return g.gap(ctx, "what changed in each file", err)
		}
		if len(compared.Files) >= githubapp.MaxComparedFiles {
			clipped++
		}
		for _, f := range compared.Files {
			c := g.s.past.churn[f.GetFilename()]
			c.lines += f.GetAdditions() + f.GetDeletions()
			c.periods++
			g.s.past.churn[f.GetFilename()] = c
		}
	}
	if clipped > 0 {
		g.s.gaps = append(g.s.gaps, fmt.Sprintf("what changed in each file: of %d periods GitHub lists %d files only", clipped, githubapp.MaxComparedFiles))
	}
	return nil
}

// firstParents follows the newest commit's first parents as far as they were read, newest first.
func firstParents(commits []githubapp.PastCommit) []string {
	if len(commits) == 0 {
		return nil
	}
	parents := make(map[string]string, len(commits))
	for _, c := range commits {
		parents[c.SHA] = c.Parent
	}
	var chain []string
	for sha := commits[0].SHA; sha != ""; {
		chain = append(chain, sha)
		parent, read := parents[sha]
		if !read {
			break // one before the commits that were read: what the oldest of them changed is compared with it
		}
		sha = parent
	}
	return chain
}

// period is a stretch of a chain of commits by its ends' places.
type period struct{ newer, older int }

// periods parts a chain of n commits, newest first, into at most limit stretches of about the same length.
func periods(n, limit int) []period {
	var list []period
	count := min(n-1, limit)
	for i := range count {
		list = append(list, period{i * (n - 1) / count, (i + 1) * (n - 1) / count})
	}
	return list
}

// paths asks for the history of the files that may be hotspots, and of the largest folders.
func (g *gatherer) paths(ctx context.Context) error {
	g.s.candidates = g.s.forest.candidates(g.s.past.churn, maxCandidates)
	var parts Report
	g.s.forest.parts(&parts)
	asked := each(g.s.candidates, func(f *file) string { return f.path })
	for _, folder := range parts.Folders {
		if folder.Path != "." { // its history is everybody's
			asked = append(asked, folder.Path)
		}
	}
	for some := range slices.Chunk(asked, pathsPerCall) {
		found, err := g.gh.PathsPast(ctx, g.s.overview.HeadSHA, g.s.past.history().From, some)
		if err != nil {
			return g.gap(ctx, "who changed which files", err)
		}
		for i, path := range some {
			g.s.past.paths[path] = found[i]
		}
	}
	return nil
}

func (g *gatherer) tags(ctx context.Context) error {
	_, tags, err := g.gh.Tags(ctx, "", maxTags)
	g.s.past.tags = tags
	return g.gap(ctx, "the releases", err)
}

func (g *gatherer) owners(ctx context.Context) error {
	for _, path := range ownerFiles {
		f := g.s.forest.byPath[path]
		if f == nil {
			continue
		}
		if f.bytes >= maxOwnersBytes {
			g.s.gaps = append(g.s.gaps, "the owners: "+path+" is so large that GitHub does not load it")
			return nil
		}
		blobs, err := g.gh.Blobs(ctx, []string{f.sha})
		if err != nil {
			return g.gap(ctx, "the owners", err)
		}
		g.s.owners, g.s.ownersPath = &blobs[0], path
		if blobs[0].Truncated {
			g.s.gaps = append(g.s.gaps, "the owners: GitHub gave the first part of CODEOWNERS only")
		}
		return nil
	}
	return nil
}

// risks looks up what DevPlus has measured of the open pull requests.
func (g *gatherer) risks(ctx context.Context, analyses Analyses) error {
	for _, p := range g.s.overview.Pulls {
		id := analysis.ID(g.s.overview.ID, analysis.Subject{Kind: analysis.PullRequest, Number: p.Number}, p.HeadSHA)
		a, err := analyses.Analysis(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return err
		case a.Risk != nil:
			g.s.risks = append(g.s.risks, OpenRisk{p.Number, a.Risk.Score, a.Risk.Level})
		}
	}
	return nil
}

// texts reads the picked files.
func (g *gatherer) texts(ctx context.Context, sample []picked) ([]string, error) {
	texts := make([]string, 0, len(sample))
	for some := range slices.Chunk(sample, blobsPerCall) {
		blobs, err := g.gh.Blobs(ctx, each(some, func(p picked) string { return p.sha }))
		if err != nil {
			return nil, err
		}
		texts = append(texts, each(blobs, func(b githubapp.Blob) string { return b.Text })...)
	}
	return texts, nil
}
