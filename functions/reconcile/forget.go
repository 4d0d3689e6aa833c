package reconcile

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/store"
)

// listGone returns a function that lists repositories that the App has not seen for long, the longest first.
func (r *Reconciler) listGone(ctx context.Context, note func(context.Context, string, error)) func(int) []*store.Sweep {
	return func(limit int) []*store.Sweep {
		gone, err := r.Store.DueGone(ctx, r.Now(), limit)
		note(ctx, "looking for repositories that are gone", err)
		return gone
	}
}

// forget deletes the data of a repository that is gone, unless GitHub shows it to the App again. seen has the visible repositories by
// installation.
func (r *Reconciler) forget(ctx context.Context, gone *store.Sweep, seen map[int64]map[int64]bool) (forgotten bool, _ error) {
	installation, repository := gone.Installation(), gone.Repository()
	if seen[installation] == nil {
		has, err := r.repositories(ctx, installation)
		if err != nil {
			return false, err
		}
		seen[installation] = has
	}
	if seen[installation][repository] {
		_, err := r.Store.ChangeSweep(ctx, installation, repository, func(s *store.Sweep) error { s.Returned(); return nil })
		return false, err
	}
	if err := r.forgetExecutions(ctx, repository, gone.GoneAt); err != nil && r.Now().Before(gone.DueAt.Add(kestraPatience)) {
		return false, fmt.Errorf("deleting its executions in Kestra: %w", err)
	}
	if err := r.Store.ForgetGone(ctx, gone); err != nil {
		return false, err
	}
	slog.InfoContext(ctx, "repository's data deleted", "repository_id", repository, "installation_id", installation, "gone_at", gone.GoneAt)
	return true, nil
}

// kestraPatience is how long the documents of a repository that is gone wait for Kestra to delete its executions. After that, Kestra's own
// purge deletes them.
const kestraPatience = 48 * time.Hour

// forgetExecutions deletes a repository's executions in Kestra from before it was gone: another installation may have it now.
func (r *Reconciler) forgetExecutions(ctx context.Context, repository int64, gone time.Time) error {
	if r.Kestra == nil {
		return nil
	}
	client, err := r.Kestra(ctx)
	if err != nil {
		return err
	}
	_, err = execution.Forget(ctx, client, repository, gone)
	return err
}

// repositories returns the IDs of the repositories that an installation sees; none if the installation is gone.
func (r *Reconciler) repositories(ctx context.Context, installation int64) (map[int64]bool, error) {
	ids := map[int64]bool{}
	app, err := r.GitHub(ctx)
	if err != nil {
		return nil, err
	}
	listed, err := app.Installation(installation).Repositories(ctx)
	if err != nil && !githubapp.Permanent(err) {
		return nil, err
	}
	for _, one := range listed {
		ids[one.GetID()] = true
	}
	return ids, nil
}
