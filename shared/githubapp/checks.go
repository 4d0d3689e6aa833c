package githubapp

import (
	"context"
	"fmt"
	"math"

	"github.com/google/go-github/v60/github"
)

// CreateCheckRun creates a check run. GitHub does not make it unique: before repeating the call, look at CheckRuns.
func (r *Repository) CreateCheckRun(ctx context.Context, run github.CreateCheckRunOptions) (*github.CheckRun, error) {
	made, _, err := call(ctx, r.client, fmt.Sprintf("create check run %q on %s@%s", run.Name, r, run.HeadSHA),
		func(ctx context.Context) (*github.CheckRun, *github.Response, error) {
			return r.github.Checks.CreateCheckRun(ctx, r.owner, r.name, run)
		})
	return made, err
}

// CheckRun returns the check run as it is now.
func (r *Repository) CheckRun(ctx context.Context, id int64) (*github.CheckRun, error) {
	run, _, err := call(ctx, r.client, fmt.Sprintf("get check run %d of %s", id, r),
		func(ctx context.Context) (*github.CheckRun, *github.Response, error) {
			return r.github.Checks.GetCheckRun(ctx, r.owner, r.name, id)
		})
	return run, err
}

// UpdateCheckRun changes a check run. Annotations are added to the existing ones ("Update a check run"), so repeating the call
// duplicates them. change.Name must be set: go-github sends it even if empty.
func (r *Repository) UpdateCheckRun(ctx context.Context, id int64, change github.UpdateCheckRunOptions) (*github.CheckRun, error) {
	run, _, err := call(ctx, r.client, fmt.Sprintf("update check run %d of %s", id, r),
		func(ctx context.Context) (*github.CheckRun, *github.Response, error) {
			return r.github.Checks.UpdateCheckRun(ctx, r.owner, r.name, id, change)
		})
	return run, err
}

// CheckRuns returns this App's check runs with that name, any for "", on ref (a SHA, branch or tag): all of them, not only the
// latest, in no documented order.
func (r *Repository) CheckRuns(ctx context.Context, ref, checkName string) ([]*github.CheckRun, error) {
	return pages(ctx, r.client, fmt.Sprintf("list check runs %q on %s@%s", checkName, r, ref), math.MaxInt,
		func(ctx context.Context, o github.ListOptions) ([]*github.CheckRun, *github.Response, error) {
			options := &github.ListCheckRunsOptions{AppID: &r.appID, Filter: github.String("all"), ListOptions: o}
			if checkName != "" {
				options.CheckName = &checkName
			}
			list, resp, err := r.github.Checks.ListCheckRunsForRef(ctx, r.owner, r.name, ref, options)
			if err != nil {
				return nil, resp, err
			}
			return list.CheckRuns, resp, nil
		})
}
