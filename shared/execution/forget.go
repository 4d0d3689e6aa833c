package execution

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/kestra"
)

// Forget deletes what Kestra keeps of the executions of a repository that were started until a time. Those that run are killed, and an error
// says that they have to be deleted later. It returns how many it deleted, and can be repeated. Executions that a version of DevPlus started
// which gave them no label of their repository are not found.
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

// ForgetAnalysis deletes what Kestra keeps of an analysis's executions that have ended. It reports false where there may be others.
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
