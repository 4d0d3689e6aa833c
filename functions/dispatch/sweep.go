package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/store"
)

const (
	sweepBack = 72 * time.Hour // older pull requests are ignored: an organization may have thousands
	overlap   = time.Hour      // of two sweeps, because clocks differ and recent events are still under way
	maxSwept  = 500            // pull requests a sweep
)

// sweep queues open pull requests whose event was missed and that have no check run, and ends check runs in progress without an analysis.
// It covers pull requests updated since the App got access and within sweepBack, or since the last sweep if that is longer ago, because
// the App was suspended or DevPlus was down.
func (d *dispatcher) sweep(ctx context.Context, gh *githubapp.Repository, e event.Event) error {
	now := d.Now()
	var since time.Time
	var done bool
	mark := func(swept bool) error {
		_, err := d.Store.ChangeSweep(ctx, e.InstallationID, e.Repository.ID, func(s *store.Sweep) error {
			if s.CameAt.IsZero() {
				s.CameAt = e.Since
			}
			s.Owner = e.Repository.Owner
			s.Returned()
			since, done = sweepSince(*s, now), s.Delivery == e.Delivery
			if swept {
				s.Delivery, s.SweptAt, s.ExpireAt = e.Delivery, now, now.Add(analysis.Retention)
			}
			return nil
		})
		return err
	}
	if err := mark(false); err != nil || done {
		return err
	}
	pulls, more, err := gh.OpenPulls(ctx, analysis.CheckName, since, maxSwept)
	if err != nil {
		return err
	}
	if more {
		slog.WarnContext(ctx, "the sweep left out the pull requests that were updated longest ago", "limit", maxSwept)
	}
	queued := 0
	for _, p := range pulls {
		opened := e.Opened(p.Number, p.HeadSHA)
		missed, err := d.missed(ctx, gh, opened, p)
		if err != nil {
			return err
		}
		if !missed {
			continue
		}
		if err := d.Topics.PublishEvent(ctx, opened); err != nil {
			return fmt.Errorf("after %d of %d pull requests: %w", queued, len(pulls), err)
		}
		queued++
	}
	slog.InfoContext(ctx, "sweep finished", "since", since, "pulls", len(pulls), "queued", queued)
	if err := d.seed(ctx, gh, e); err != nil {
		return fmt.Errorf("seeding the repository's scale: %w", err)
	}
	return mark(true)
}

// sweepSince returns the time from which a sweep covers pull requests.
func sweepSince(s store.Sweep, now time.Time) time.Time {
	since := now.Add(-sweepBack)
	if last := s.SweptAt.Add(-overlap); !s.SweptAt.IsZero() && last.Before(since) {
		since = last
	}
	if s.CameAt.After(since) {
		since = s.CameAt
	}
	return since
}

// missed reports whether a pull request needs an analysis and has none. It ends a check run that would never complete.
func (d *dispatcher) missed(ctx context.Context, gh *githubapp.Repository, opened event.Event, p githubapp.CheckedPull) (bool, error) {
	own := d.analysisOf(opened)
	id, attempt, ours := analysis.ParseExternalID(p.ExternalID)
	switch {
	case p.Completed && ours && id != own: // of another pull request with the same head
		_, err := d.Store.Analysis(ctx, own)
		if errors.Is(err, store.ErrNotFound) {
			return true, nil
		}
		return false, err
	case p.Completed:
		return false, nil
	case !ours:
		id = own
	}
	a, err := d.Store.Analysis(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		a = &analysis.Analysis{ID: id, HeadSHA: p.HeadSHA}
	case err != nil:
		return false, err
	case !a.State.Ended() || !a.DueAt.IsZero():
		return false, nil
	}
	if p.CheckRunID == 0 {
		return true, nil
	}
	stuck := a.Clone()
	stuck.Attempt, stuck.Published.CheckRunID = attempt, p.CheckRunID
	_, err = checkrun.Show(ctx, gh, stuck, render.CheckRun{
		Name: analysis.CheckName, Status: "completed", Conclusion: render.Cancelled, Title: "Stopped: DevPlus lost access while it worked",
		Summary: page.Compose(render.MaxText, []page.Section{page.Statement("This analysis did not finish. The next one has a check of its own.")}),
	})
	if err != nil && !githubapp.Permanent(err) {
		return false, err
	}
	return true, nil
}
