package dispatch

import (
	"context"
	"errors"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/store"
)

// subject is the subject of an event for one kind of analysis.
type subject struct {
	kind  kind.Kind
	event event.Event // its Subject names the subject
	state stored      // its stored state, as far as it was read
	owner string      // of the lease on the known analysis; "" for none
}

// subjects returns the subjects of an event. For a re-run, they are those of the analyses that its check runs show. If these have
// expired, and for every other event, the kinds decide.
func (d *dispatcher) subjects(ctx context.Context, gh *githubapp.Repository, e event.Event) ([]subject, error) {
	ids, err := shownIDs(ctx, gh, e)
	if err != nil {
		return nil, err
	}
	found, err := d.storedSubjects(ctx, e, ids)
	if err != nil || len(found) > 0 {
		return found, err
	}
	for _, k := range d.Kinds {
		if k.Handles(e) {
			found = append(found, subject{kind: k, event: e})
		}
	}
	return found, nil
}

// shownIDs returns the IDs of the analyses that the check runs of a re-run show. An event without a subject is about all of our check
// runs on its head, because GitHub does not name the pull requests of forks.
func shownIDs(ctx context.Context, gh *githubapp.Repository, e event.Event) ([]string, error) {
	switch {
	case e.AnalysisID != "":
		return []string{e.AnalysisID}, nil
	case e.NamesSubject():
		return nil, nil
	}
	runs, err := gh.CheckRuns(ctx, e.HeadSHA, "")
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, run := range runs {
		if id, _, ok := analysis.ParseExternalID(run.GetExternalID()); ok {
			ids = append(ids, id)
		}
	}
	return unique(ids), nil
}

// storedSubjects returns the subjects of stored analyses of the event's repository.
func (d *dispatcher) storedSubjects(ctx context.Context, e event.Event, ids []string) ([]subject, error) {
	var found []subject
	for _, id := range ids {
		a, err := d.Store.Analysis(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		k := d.Kinds.Of(a.Kind)
		if k == nil || a.Repository.ID != e.Repository.ID { // anyone may set external_id
			continue
		}
		of := e
		of.Subject = a.Subject
		if !slices.ContainsFunc(found, func(s subject) bool { return s.event.Subject == of.Subject }) {
			found = append(found, subject{kind: k, event: of, state: stored{analysis: a}})
		}
	}
	return found, nil
}

func unique[T comparable](list []T) []T {
	var out []T
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
