package publish

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// showShared updates the check runs of an analysis's head, because the subjects that share it changed.
func (p *Publisher) showShared(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis) error {
	k, err := p.Kinds.Named(a.Kind)
	if err != nil {
		return err
	}
	kept, s, err := p.sharing(ctx, gh, a, k.Descriptor(), rand.Text())
	if err == nil {
		defer s.release(ctx)
		err = s.updateOthers(kept)
	}
	if errors.Is(err, githubapp.ErrGone) || githubapp.Permanent(err) {
		telemetry.GaveUp(ctx, "GitHub does not take the shared conclusion", err)
		return nil
	}
	return err
}

// superseded shows the others' conclusion in the check run of an analysis that was just canceled, where it is the head's newest.
func (s *shared) superseded(ctx context.Context, a *analysis.Analysis) error {
	if s.replace(a); len(s.analyses) > 0 {
		s.open[a.ID] = false
	}
	for _, run := range s.runs {
		if run.GetID() == a.Published.CheckRunID {
			run.Status, run.Conclusion = github.String("completed"), github.String(string(render.Cancelled))
		}
	}
	return s.updateOthers(ctx)
}
