package dispatch

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/store"
)

// otherSubjects returns the other subjects of a re-run check run whose own subject has ended or has another head: GitHub shows one check
// run for all subjects with a commit, and it names only one of them.
func (w *work) otherSubjects(ctx context.Context) ([]subject, error) {
	e := w.request.Event
	rerun := e.Intent == event.Again && e.AnalysisID != "" && e.Command.Name == "" && e.HeadSHA != ""
	if over := w.subject.EndedReason != "" || w.subject.HeadSHA != "" && w.subject.HeadSHA != e.HeadSHA; !rerun || !over {
		return nil, nil
	}
	return w.dispatcher.otherSubjects(ctx, w.request.GitHub, e, w.kind)
}

// otherSubjects returns the subjects that share the head of an event's analysis, and are open with it.
func (d *dispatcher) otherSubjects(ctx context.Context, gh *githubapp.Repository, e event.Event, k kind.Kind) ([]subject, error) {
	described := k.Descriptor()
	if !described.OneConclusion {
		return nil, nil
	}
	runs, err := gh.CheckRuns(ctx, e.HeadSHA, described.CheckName)
	if err != nil {
		return nil, err
	}
	others := checkrun.Others(runs, &analysis.Analysis{ID: e.AnalysisID, Kind: described.Name})
	found, err := d.storedSubjects(ctx, e, others)
	if err != nil {
		return nil, err
	}
	var open []subject
	for _, s := range found {
		s.event.AnalysisID = s.state.analysis.ID
		live, err := d.isLive(ctx, s)
		if err != nil {
			return nil, err
		}
		if live {
			open = append(open, s)
		}
	}
	return open, nil
}

// isLive reports whether the subject of an analysis was last seen open, with the analysis's head.
func (d *dispatcher) isLive(ctx context.Context, s subject) (bool, error) {
	l, err := d.Store.Latest(ctx, s.kind.Descriptor().Identity(s.event.Repository.ID, s.event.Subject).LatestID())
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && l.AnalysisID == s.event.AnalysisID && l.Ended == "", err
}
