package dispatch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/store"
)

// groupPatience is the longest that a merge group waits for the analyses of its pull requests. GitHub itself removes a group from the queue
// after 60 minutes by default. Less than analysis.LastLook before its end the group gives up, because the next look may come too late: Pub/Sub's
// back-off leaves up to that between looks within the 5 minutes of reconcile.
const groupPatience = 10 * time.Minute

// errSoon makes Pub/Sub redeliver a message within the last minutes before the answer is due, which reconcile would miss.
var errSoon = fmt.Errorf("the answer is due within minutes: %w", event.ErrEarly)

// withGroupLease runs work on a merge group while no other instance does: two of them would create two check runs.
func (d *dispatcher) withGroupLease(ctx context.Context, e event.Event, work func(context.Context) error) error {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(e.ParkedID()))
	name, owner := fmt.Sprintf("merge-group-%d", hash.Sum32()%groupLeases), rand.Text()
	if err := d.Store.Acquire(ctx, name, owner, d.Now(), d.Now().Add(analysis.LeaseDuration)); err != nil {
		return err
	}
	kept, stop := lease.KeepNamed(ctx, d.Store, name, owner, d.Now)
	err := work(kept)
	stop()
	return errors.Join(err, d.Store.Release(context.WithoutCancel(ctx), name, owner))
}

// groupLeases bounds the leases that are stored for all merge groups.
const groupLeases = 64

// waitingError says that an event waits for analyses, not for GitHub: it is parked until they may have ended.
type waitingError struct{ reason string }

// Error is the reason.
func (e *waitingError) Error() string { return e.reason }

// group shows the worst conclusion of a merge group's pull requests on the group's commit, under today's settings. The check run is in
// progress while one of them has no conclusion, for at most groupPatience.
func (d *dispatcher) group(ctx context.Context, gh *githubapp.Repository, e event.Event) error {
	entries, err := members(ctx, gh, e)
	if err != nil {
		return err
	}
	set, err := d.settings.Of(ctx, gh, e.Repository.Owner)
	if err != nil {
		return err
	}
	g := mergeGroup{event: e, settings: set, renderer: d.renderer, waited: d.Now().Sub(e.ReceivedAt)}
	for _, entry := range entries {
		opened := e.Opened(entry.Number, entry.PullSHA)
		a, err := d.Store.Analysis(ctx, d.analysisOf(opened))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		g.members = append(g.members, member{opened, g.memberCheckRun(a)})
	}
	if err := d.showGroup(ctx, gh, g); err != nil {
		return err
	}
	waiting := g.waiting()
	if len(waiting) == 0 || g.timedOut() {
		return nil
	}
	if !e.Parked {
		for _, m := range waiting { // a running analysis ignores it
			if err := d.Topics.PublishEvent(ctx, m.event); err != nil {
				return err
			}
		}
	}
	if e.Parked && groupPatience-g.waited < analysis.ReconcileEvery {
		return errSoon
	}
	return &waitingError{fmt.Sprintf("%d of %d pull requests have no conclusion yet", len(waiting), len(g.members))}
}

// analysisOf returns the ID of the analysis that an opened pull request gets.
func (d *dispatcher) analysisOf(opened event.Event) string {
	for _, k := range d.Kinds {
		if k.Handles(opened) {
			return k.Descriptor().Identity(opened.Repository.ID, opened.Subject).ID(opened.HeadSHA)
		}
	}
	return ""
}

// showGroup creates or updates the group's check run, unless it is completed: its conclusion is given once.
func (d *dispatcher) showGroup(ctx context.Context, gh *githubapp.Repository, g mergeGroup) error {
	shown, err := groupRun(ctx, gh, g.event)
	if err != nil {
		return err
	}
	if shown.State == analysis.Published {
		return nil
	}
	if err := lease.Check(ctx); err != nil {
		return err
	}
	_, err = checkrun.Show(ctx, gh, shown, g.checkRun())
	return err
}

// endGroup ends the waiting events and the check run of a group that has left the queue.
func (d *dispatcher) endGroup(ctx context.Context, gh *githubapp.Repository, e event.Event) error {
	_, err := d.Store.ChangeParked(ctx, e.ParkedID(), func(p *event.Parked) error {
		if p.Waiting() && !e.Parked {
			p.End(p.Delivery, d.Now())
		}
		return nil
	})
	if err != nil {
		return err
	}
	shown, err := groupRun(ctx, gh, e)
	if err != nil || shown.Published.CheckRunID == 0 || shown.State == analysis.Published {
		return err
	}
	if err := lease.Check(ctx); err != nil {
		return err
	}
	_, err = checkrun.Show(ctx, gh, shown, mergeGroup{event: e, renderer: d.renderer}.leftQueueCheckRun())
	return err
}

// groupRun finds the check run of a group. It returns it as an analysis, so that package checkrun can write it; the state is Published
// once the check run is completed.
func groupRun(ctx context.Context, gh *githubapp.Repository, e event.Event) (*analysis.Analysis, error) {
	identity := analysis.Identity{Kind: event.MergeGroupKind, RepositoryID: e.Repository.ID}
	a := &analysis.Analysis{ID: identity.ID(e.HeadSHA), Attempt: 1, HeadSHA: e.HeadSHA}
	run, err := checkrun.Find(ctx, gh, a, analysis.CheckName)
	if err != nil {
		return nil, err
	}
	if a.Published.CheckRunID = run.GetID(); run.GetStatus() == "completed" && e.Intent != event.Again {
		a.State = analysis.Published
	}
	return a, nil
}

// members returns the pull requests of a group: by the merge queue or, where GitHub does not show it, the one that the group's branch
// names.
func members(ctx context.Context, gh *githubapp.Repository, e event.Event) ([]githubapp.QueueEntry, error) {
	queue, err := gh.MergeQueue(ctx, e.Subject.Ref)
	if err != nil && !githubapp.Permanent(err) && !errors.Is(err, githubapp.ErrTooBig) {
		return nil, err
	}
	if found := chain(queue, e.BaseSHA, e.HeadSHA); len(found) > 0 {
		return found, nil
	}
	slog.WarnContext(ctx, "the merge queue no longer has the group; reading its pull requests from its branch", "error", err, "number", e.Subject.Number)
	return pullsByName(ctx, gh, e)
}

// chain returns the entries from base to head; without a base, all entries up to head.
func chain(queue []githubapp.QueueEntry, base, head string) []githubapp.QueueEntry {
	bySHA := make(map[string]githubapp.QueueEntry, len(queue))
	for _, entry := range queue {
		bySHA[entry.QueueSHA] = entry
	}
	var found []githubapp.QueueEntry
	for sha := head; sha != base && len(found) < len(queue); {
		entry, ok := bySHA[sha]
		if !ok {
			break
		}
		found = append(found, entry)
		sha = entry.BaseSHA
	}
	return found
}
