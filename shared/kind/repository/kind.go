package repository

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/source"
)

// Kind is the analysis of repositories.
type Kind struct {
	Cache    *source.Cache    // nil: nothing is cached
	Analyses Analyses         // nil: earlier analyses are not known
	Now      func() time.Time // nil: time.Now

	// Checkout means a local repository: facts that only GitHub knows are no concern.
	Checkout bool
}

var _ kind.Kind = (*Kind)(nil)

// Handles accepts events about a whole repository.
func (*Kind) Handles(e event.Event) bool {
	return e.Subject.Kind == Name && e.Repository.ID > 0
}

// Resolve reads the state of the repository. An archived, disabled or empty one is not analyzed, and a fork only on request.
func (k *Kind) Resolve(ctx context.Context, r kind.Request) (kind.Subject, kind.Measurer, error) {
	r.GitHub = r.GitHub.Limited(maxCalls)
	o, err := r.GitHub.Overview(ctx)
	if err != nil {
		return kind.Subject{}, nil, err
	}
	s := kind.Subject{
		Subject: analysis.Subject{Kind: Name, Ref: o.Branch}, HeadSHA: o.HeadSHA, URL: o.URL,
	}
	switch {
	case o.ID != r.Event.Repository.ID:
		s.EndedReason = "replaced by another of its name"
	case o.Archived:
		s.EndedReason = "archived"
	case o.Disabled:
		s.EndedReason = "disabled"
	case o.Empty:
		s.EndedReason = "empty"
	case o.Fork:
		s.SkipReason = "a fork"
	}
	return s, func(ctx context.Context, a *analysis.Analysis, before kind.Before) (kind.Measured, error) {
		return k.measure(ctx, r.GitHub, o, a, before.Analysis)
	}, nil
}

func (k *Kind) measure(
	ctx context.Context, gh *githubapp.Repository, o githubapp.Overview, a, previous *analysis.Analysis,
) (kind.Measured, error) {
	now := time.Now
	if k.Now != nil {
		now = k.Now
	}
	src := source.At(gh.Renamed(o.Owner, o.Name), o.HeadSHA, k.Cache)
	g, err := gather(ctx, src, o, now().UTC())
	if err != nil {
		return kind.Measured{}, err
	}
	g.public, g.checkout = !a.Repository.Private, k.Checkout
	if k.Analyses != nil {
		if err := g.readRisks(ctx, k.Analyses); err != nil {
			return kind.Measured{}, err
		}
	}
	r := newReport(g)
	if previous, before := k.lastReport(ctx, previous); before != nil {
		r.Since = compareReports(previous.ID, before, r)
	}
	evidence, err := json.Marshal(r)
	if err != nil {
		return kind.Measured{}, fmt.Errorf("encoding a repository's report: %w", err)
	}
	sample := g.tree.sample(r)
	texts, err := src.Blobs(ctx, collect(sample, func(p sampled) string { return p.path })...)
	if err != nil {
		return kind.Measured{}, err
	}
	request, coverage, err := buildContext(a, r, g.tree, sample, texts)
	return kind.Measured{Evidence: evidence, Coverage: &coverage, Context: request}, err
}

// maxBefore bounds the search for an earlier analysis with a report, past failed ones.
const maxBefore = 5

// lastReport returns the last analysis with a readable report.
func (k *Kind) lastReport(ctx context.Context, previous *analysis.Analysis) (*analysis.Analysis, *Report) {
	for range maxBefore {
		if previous == nil {
			break
		}
		if r, err := DecodeReport(previous.Evidence); err == nil && r.Schema == 1 {
			return previous, r
		}
		if previous.Previous == "" || k.Analyses == nil {
			break
		}
		var err error
		if previous, err = k.Analyses.Analysis(ctx, previous.Previous); err != nil {
			break // a report without a comparison is better than none
		}
	}
	return nil, nil
}

// Publish does nothing: the check run shows everything.
func (*Kind) Publish(context.Context, kind.Publication) error { return nil }
