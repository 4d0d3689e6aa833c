// Package releaserisk is the analysis of a release's risk, and of a deployment's that waits at a protected environment: the scores of
// its changes are composed with what only a release has, and a waiting deployment is let through or not by the measured score.
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
	"github.com/devplus-app/devplus/shared/source"
)

// Store is what earlier analyses found.
type Store interface {
	// Analysis reads one; store.ErrNotFound.
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
}

// Gate says how a deployment protection rule is answered.
type Gate struct {
	MaxScore     float64       // the highest score that is let through
	ApproveBlind bool          // approve where nothing could be measured
	Timeout      time.Duration // how long a deployment waits at most
}

// Kind is the analysis of releases.
type Kind struct {
	Cache *source.Cache // nil: each analysis reads for itself
	Store Store
	Gate  Gate
	Now   func() time.Time
}

var _ kind.Kind = (*Kind)(nil)

// Name is analysis.ReleaseRisk.
func (*Kind) Name() analysis.Kind { return analysis.ReleaseRisk }

// Wants takes releases that are made, changed or deleted, and deployments that wait.
func (*Kind) Wants(e event.Event) bool {
	return e.IsRelease() || e.Subject.Environment != ""
}

// Supersedes is true: a tag that was moved is another release.
func (*Kind) Supersedes() bool { return true }

// Look reads the release, or takes the deployment as the event has it: GitHub asks about just that one.
func (k *Kind) Look(ctx context.Context, gh *githubapp.Repository, e event.Event) (kind.Subject, error) {
	gh = gh.Limited(release.MaxCalls)
	s := kind.Subject{Subject: e.Subject}
	s.Kind, s.Number, s.CheckRunID = analysis.ReleaseRisk, 0, 0
	var span release.Range
	var err error
	if s.Environment != "" {
		err = k.lookAtDeployment(ctx, gh, e, &s)
	} else {
		span, err = lookAtRelease(ctx, gh, e, &s)
	}
	if err != nil || s.Over != "" {
		return s, err
	}
	s.Measure = func(ctx context.Context, a, _ *analysis.Analysis) (kind.Measured, error) {
		if s.Environment == "" {
			return k.measure(ctx, source.At(gh, span.Head, k.Cache), span, a)
		}
		deployed, err := release.OfDeployment(ctx, gh, s.Environment, s.DeploymentID, a.HeadSHA)
		if err != nil {
			return kind.Measured{}, err
		}
		return k.measure(ctx, source.At(gh, deployed.Head, k.Cache), deployed, a)
	}
	return s, nil
}

// lookAtDeployment reads the workflow run that waits: each of its attempts asks anew.
func (k *Kind) lookAtDeployment(ctx context.Context, gh *githubapp.Repository, e event.Event, s *kind.Subject) error {
	if e.HeadSHA == "" {
		return fmt.Errorf("%w: the deployment has no commit", event.ErrUnparsable)
	}
	run, err := gh.WorkflowRun(ctx, s.RunID)
	if err != nil {
		return err
	}
	s.HeadSHA, s.RunAttempt, s.URL, s.Within = e.HeadSHA, run.GetRunAttempt(), run.GetHTMLURL(), k.Gate.Timeout
	if run.GetStatus() == "completed" {
		s.Over = "the workflow run has ended"
	}
	return nil
}

// lookAtRelease reads the release and finds what it brings.
func lookAtRelease(ctx context.Context, gh *githubapp.Repository, e event.Event, s *kind.Subject) (release.Range, error) {
	s.RunID, s.RunAttempt, s.DeploymentID = 0, 0, 0
	found, err := gh.ReleaseByTag(ctx, s.Tag)
	if errors.Is(err, githubapp.ErrNotFound) { // deleted, or a draft, which has no tag yet
		s.Over = "the release was deleted"
		return release.Range{}, nil
	}
	if err != nil {
		return release.Range{}, err
	}
	s.ReleaseID, s.URL = found.GetID(), found.GetHTMLURL()
	r, err := release.OfTag(ctx, gh, s.Tag)
	if errors.Is(err, release.ErrNoTag) {
		s.Over = "the tag was deleted"
		return r, nil
	}
	s.HeadSHA, s.BaseSHA, s.Ref = r.Head, r.Base, r.BaseTag
	return r, err
}
