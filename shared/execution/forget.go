package execution

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/kestra"
)

// Forget deletes Kestra's executions of a repository that were started until a time. It kills running ones, and returns an error because
// they must be deleted later. It returns the number of deleted executions, and can be repeated. It does not find executions of old versions
// of DevPlus, which set no repository label.
func Forget(ctx context.Context, client *kestra.Client, repository int64, until time.Time) (deleted int, _ error) {
	for gone := map[string]bool{}; ; {
		found, err := client.OldestByLabel(ctx, labelRepository, strconv.FormatInt(repository, 10))
		if err != nil {
			return deleted, err
		}
		before, running := deleted, 0
		for _, x := range found {
			if gone[x.ID] || x.Started.After(until) {
				continue
			}
			if !x.State.Terminal() {
				running++
				err = client.Kill(ctx, x.ID)
			} else if err = client.Delete(ctx, x.ID); err == nil {
				gone[x.ID] = true
				deleted++
			}
			if err != nil {
				return deleted, err
			}
		}
		if deleted > before {
			continue // there may be more
		}
		if running > 0 {
			return deleted, fmt.Errorf("%d executions of repository %d have not ended yet", running, repository)
		}
		return deleted, nil
	}
}

// ForgetAnalysis deletes an analysis's ended executions in Kestra. It reports false if others may remain.
func ForgetAnalysis(ctx context.Context, client *kestra.Client, analysisID string) (all bool, _ error) {
	found, err := client.OldestByLabel(ctx, labelAnalysis, analysisID)
	if err != nil {
		return false, err
	}
	all = len(found) < kestra.MaxFound
	for _, x := range found {
		if !x.State.Terminal() {
			all = false
			continue
		}
		if err := client.Delete(ctx, x.ID); err != nil {
			return false, err
		}
	}
	return all, nil
}
