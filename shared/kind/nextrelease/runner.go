package nextrelease

import (
	"context"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
)

// The requests of one run.
const (
	maxReads  = 6
	maxWrites = 2                        // including a read of the draft
	MaxCalls  = 2 + maxReads + maxWrites // including one for a token and one for the settings
)

// Store stores the states of next releases.
type Store interface {
	ChangeNextRelease(ctx context.Context, repositoryID int64, fn func(*store.NextRelease) error) (*store.NextRelease, error)
}

// Runner shows the next releases of repositories.
type Runner struct {
	Store Store
	Risk  *releaserisk.Kind
	Cache *source.Cache
	Host  string // of GitHub's pages; "": github.com
	Now   func() time.Time
}

// keptUnread is how long a run is stored whose settings were not read yet.
const keptUnread = 24 * time.Hour

// Refresh shows the next release of the request's repository, if its settings want that. It returns ErrWaits if the event must be
// redelivered.
func (r *Runner) Refresh(ctx context.Context, request kind.Request, settingsOf func(context.Context) (settings.Settings, error)) error {
	e := request.Event
	var todo step
	n, err := r.Store.ChangeNextRelease(ctx, e.Repository.ID, func(n *store.NextRelease) error {
		todo = decide(n, e, r.Now())
		if least := r.Now().Add(keptUnread); n.ExpireAt.Before(least) {
			n.ExpireAt = least
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case todo == stepWait:
		return ErrWaits
	case todo == stepNone:
		slog.DebugContext(ctx, "another run shows the next release")
		return nil
	}
	began := n.RunAt
	ctx, cancel := context.WithDeadline(ctx, n.RunUntil.Add(-clocksApart))
	defer cancel()
	request.Settings, err = settingsOf(ctx)
	if err == nil && request.Settings.NextRelease.Shown() {
		err = r.run(ctx, request, n)
	}
	if err != nil {
		_ = r.end(ctx, e.Repository.ID, began, func(*store.NextRelease) {}) // the lease ends by itself
		return err
	}
	return r.end(ctx, e.Repository.ID, began, func(stored *store.NextRelease) {
		stored.ExpireAt = r.Now().Add(request.Settings.Retention())
		stored.Head, stored.CoveredAt, stored.State, stored.Changes = n.Head, began, n.State, n.Changes
		if request.Settings.Repository.KeepsNothing() {
			stored.State, stored.Changes = nil, nil // they are read again
		}
		stored.ReleaseID, stored.Tag, stored.CheckRunID = n.ReleaseID, n.Tag, n.CheckRunID
	})
}

// run reads the new commits and shows the preview. It leaves the state to store in n.
func (r *Runner) run(ctx context.Context, request kind.Request, n *store.NextRelease) error {
	reading := reading{runner: r, gh: request.GitHub.Limited(maxReads), folders: release.Folders(request.Settings.Repository.Release)}
	next, err := reading.readState(ctx, n)
	if err != nil {
		return err
	}
	if err := next.pack(n); err != nil {
		return err
	}
	w := publication{
		gh: request.GitHub.Limited(maxWrites), page: r.preview(request, next), head: next.Evidence.Head, draft: reading.draft,
		unshownHead: next.Evidence.Head != n.Head,
	}
	if err := w.show(ctx, request.Settings.NextRelease, n); err != nil {
		return err
	}
	n.Head = next.Evidence.Head
	return nil
}
