package repository

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/text"
)

// maxCalls bounds the requests for one repository. One with fewer than 100 commits a year takes about 18, so the 500 repositories of an
// installation fit into its 12,500 REST calls and as many GraphQL points an hour ("Rate limits for the REST API"; an installation with
// 20 repositories or fewer has 5,000).
const maxCalls = 52

// The uses of the requests, beside the overview and at most 20 for the tree.
const (
	maxCommits    = 1_000 // 10 requests
	maxPeriods    = 8     // comparisons, a request each
	maxCandidates = 28    // for hotspots: 2 requests for the texts and, with the folders, 3 for the histories
	maxTags       = 100   // 1 request
)

// year is the length of the history that is read.
const year = 365 * 24 * time.Hour

// Analyses reads stored analyses.
type Analyses interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
}

// gatherer reads one repository.
type gatherer struct {
	*gathered
	src *source.Snapshot
}

// gather reads the data for a report. Data that GitHub does not provide is a gap in the report, except the tree and the log.
func gather(ctx context.Context, src *source.Snapshot, o githubapp.Overview, at time.Time) (*gathered, error) {
	g := gatherer{src: src, gathered: &gathered{overview: o, at: at, churn: map[string]churn{}, texts: map[string]string{}}}
	files, err := src.Tree(ctx)
	if err != nil {
		return nil, err
	}
	g.tree = newTree(files)
	if g.from = at.Add(-year).UTC().Truncate(24 * time.Hour); o.HeadAt.Before(g.from) { // for a quiet repository, its last active year
		g.from = o.HeadAt.Add(-year).UTC().Truncate(24 * time.Hour)
	}
	if g.log, err = src.Log(ctx, g.from, maxCommits); err != nil {
		return nil, err
	}
	g.people = newPeople(o.Owner, g.log.Commits)
	for _, optional := range []struct {
		name string
		read func(context.Context) error
	}{
		{"the files that decide on concerns", g.readFiles}, {"the first commit", g.readFirstCommit}, {"what changed in each file", g.readChurn}, {"who changed which files", g.readHistories}, {"the code of the hotspots", g.readHotspots},
		{"the releases", g.readTags}, {"the owners", g.readOwners},
	} {
		if err := src.Tolerate(ctx, optional.name, optional.read(ctx)); err != nil {
			return nil, err
		}
	}
	g.gaps = src.Gaps()
	return g.gathered, nil
}

func (g *gatherer) readFirstCommit(ctx context.Context) (err error) {
	g.firstCommit, err = g.src.FirstAt(ctx, g.overview.Commits)
	return err
}

// readChurn compares the ends of periods along the first parents, so that merged changes count once.
func (g *gatherer) readChurn(ctx context.Context) error {
	chain, truncated := firstParents(g.log.Commits), 0
	for _, p := range periods(len(chain), maxPeriods) {
		c, err := g.src.At(chain[p.newer]).Compare(ctx, chain[p.older], 0)
		if err != nil {
			return err
		}
		if c.Truncated {
			truncated++
		}
		for _, f := range c.Files {
			changed := g.churn[f.Path]
			changed.lines += f.Additions + f.Deletions
			changed.periods++
			g.churn[f.Path] = changed
		}
	}
	if truncated > 0 {
		g.src.AddGap("what changed in each file", fmt.Sprintf("GitHub lists only %d of the files that changed in %s", githubapp.MaxComparedFiles, text.Count(truncated, "period")))
	}
	return nil
}

// readHistories reads the histories of the hotspot candidates and of the largest folders.
func (g *gatherer) readHistories(ctx context.Context) (err error) {
	g.candidates = g.tree.hotspotCandidates(g.churn, maxCandidates)
	paths := collect(g.candidates, func(f *file) string { return f.path })
	folders := g.tree.largestFolders()
	for _, folder := range folders {
		if !folder.holdsOther(folders) {
			paths = append(paths, folder.Path)
		}
	}
	g.histories, err = g.src.PathHistories(ctx, historyOf(g.log, g.from, g.people).From, paths)
	return err
}

func (g *gatherer) readHotspots(ctx context.Context) error {
	return g.readTexts(ctx, collect(g.candidates, func(f *file) string { return f.path })...)
}

// readTexts reads files of the tree.
func (g *gatherer) readTexts(ctx context.Context, paths ...string) error {
	blobs, err := g.src.Blobs(ctx, paths...)
	for i, b := range blobs {
		if !b.Binary {
			g.texts[paths[i]] = b.Text
		}
	}
	return err
}

func (g *gatherer) readTags(ctx context.Context) (err error) {
	_, g.tags, err = g.src.GitHub().Tags(ctx, "", maxTags)
	return err
}

func (g *gatherer) readOwners(ctx context.Context) error {
	for _, path := range ownerFiles {
		f := g.tree.byPath[path]
		if f == nil {
			continue
		}
		if f.bytes >= maxOwnersBytes {
			g.src.AddGap("the owners", path+" is so large that GitHub does not load it")
			return nil
		}
		blobs, err := g.src.Blobs(ctx, path)
		if err != nil {
			return err
		}
		if g.owners, g.ownersPath = &blobs[0], path; blobs[0].Truncated {
			g.src.AddGap("the owners", "GitHub gave the first part of CODEOWNERS only")
		}
		return nil
	}
	return nil
}

// readRisks reads the measured risks of the open pull requests.
func (g *gathered) readRisks(ctx context.Context, analyses Analyses) error {
	for _, p := range g.overview.Pulls {
		id := pullrequest.ID(g.overview.ID, p.Number, p.HeadSHA)
		a, err := analyses.Analysis(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return err
		case a.Risk != nil:
			g.risks = append(g.risks, OpenRisk{p.Number, a.Risk.Score, a.Risk.Level})
		}
	}
	return nil
}
