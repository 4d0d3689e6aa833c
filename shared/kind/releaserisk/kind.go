// Package releaserisk analyzes the risk of a release, or of a deployment that waits at a protected environment. It combines the scores of
// the changes with factors of the release itself, and approves or rejects a waiting deployment by the measured score.
package releaserisk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
)

// Store reads stored analyses.
type Store interface {
	// Analysis returns an analysis, or store.ErrNotFound.
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	// NextRelease returns the measurements of a repository's pushes, or store.ErrNotFound.
	NextRelease(ctx context.Context, repositoryID int64) (*store.NextRelease, error)
	// Yardstick returns the scale of a repository, which is empty at first.
	Yardstick(ctx context.Context, repositoryID int64) (*store.Yardstick, error)
	// AddRelease adds a release to the repository's scale.
	AddRelease(ctx context.Context, repositoryID int64, expireAt time.Time, r yardstick.Release) error
}

// Kind is the analysis of the risk of releases and deployments.
type Kind struct {
	Cache *source.Cache // nil: nothing is cached
	Store Store
	// Checkout means a local repository: reviews and checks are not known, so they are no factor.
	Checkout bool
	Now      func() time.Time
}

var _ kind.Gate = (*Kind)(nil)

// Handles accepts releases that are created, changed or deleted, waiting deployments, and ranges that a person asks about.
func (*Kind) Handles(e event.Event) bool {
	return e.IsRelease() || e.Subject.Environment != "" || isSpan(e.Subject)
}

// Resolve reads the release, or takes the deployment as the event has it: GitHub asks about just that one.
func (k *Kind) Resolve(ctx context.Context, r kind.Request) (kind.Subject, kind.Measurer, error) {
	r.GitHub = r.GitHub.Limited(release.MaxCalls)
	s := kind.Subject{Subject: r.Event.Subject}
	s.Kind, s.Number, s.CheckRunID = Name, 0, 0
	var span release.Range
	var err error
	switch {
	case isSpan(s.Subject):
		span, err = resolveSpan(ctx, r.GitHub, &s)
	case s.Environment != "":
		err = resolveDeployment(ctx, r, &s)
	default:
		span, err = resolveRelease(ctx, r, &s)
	}
	if err != nil || s.EndedReason != "" {
		return s, nil, err
	}
	return s, func(ctx context.Context, a *analysis.Analysis, _ kind.Before) (kind.Measured, error) {
		if s.Environment != "" {
			var err error
			if span, err = release.OfDeployment(ctx, r.GitHub, s.Environment, s.DeploymentID, a.HeadSHA); err != nil {
				return kind.Measured{}, err
			}
		}
		return k.measure(ctx, source.At(r.GitHub, span.Head, k.Cache), span, a)
	}, nil
}

// resolveDeployment reads the waiting workflow run. Each of its attempts asks separately.
func resolveDeployment(ctx context.Context, r kind.Request, s *kind.Subject) error {
	if r.Event.HeadSHA == "" {
		return fmt.Errorf("%w: the deployment has no commit", event.ErrUnparsable)
	}
	run, err := r.GitHub.WorkflowRun(ctx, s.RunID)
	if err != nil {
		return err
	}
	s.HeadSHA, s.RunAttempt, s.URL, s.MaxWait = r.Event.HeadSHA, run.GetRunAttempt(), run.GetHTMLURL(), r.Settings.GateOf(s.Environment).Timeout
	if run.GetStatus() == "completed" {
		s.EndedReason = "the workflow run has ended"
	}
	return nil
}

// resolveRelease reads the release and its range of commits.
func resolveRelease(ctx context.Context, request kind.Request, s *kind.Subject) (release.Range, error) {
	gh := request.GitHub
	s.RunID, s.RunAttempt, s.DeploymentID = 0, 0, 0
	found, err := gh.ReleaseByTag(ctx, s.Tag)
	if errors.Is(err, githubapp.ErrNotFound) && !request.Event.Shows() { // deleted, or a draft, which has no tag yet
		s.EndedReason = "the release was deleted"
		return release.Range{}, nil
	}
	if err != nil {
		return release.Range{}, err
	}
	s.ReleaseID, s.URL = found.GetID(), found.GetHTMLURL()
	r, err := release.OfTag(ctx, gh, s.Tag)
	if errors.Is(err, release.ErrNoTag) {
		s.EndedReason = "the tag was deleted"
		return r, nil
	}
	s.HeadSHA, s.BaseSHA, s.Ref = r.Head, r.Base, r.BaseTag
	return r, err
}

// isSpan reports whether a subject is a range of commits: from Ref, or from the last release, to the commit SHA.
func isSpan(s analysis.Subject) bool { return s.Kind == Name && s.SHA != "" }

func resolveSpan(ctx context.Context, gh *githubapp.Repository, s *kind.Subject) (release.Range, error) {
	r, err := release.Between(ctx, gh, s.Ref, s.SHA)
	if errors.Is(err, release.ErrNoTag) {
		s.EndedReason = "what it was to be compared with is gone"
		return r, nil
	}
	s.HeadSHA, s.BaseSHA = r.Head, r.Base
	return r, err
}
