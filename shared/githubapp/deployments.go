package githubapp

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"
)

// ReviewDeployment approves or rejects the deployment of a workflow run to an environment, for this App's deployment protection
// rule; comment says why. GitHub accepts one answer per request.
func (r *Repository) ReviewDeployment(ctx context.Context, runID int64, environment string, approve bool, comment string) error {
	state := "rejected"
	if approve {
		state = "approved"
	}
	return r.answerGate(ctx, runID, state+" deployment", map[string]string{"environment_name": environment, "state": state, "comment": comment})
}

// ReportDeployment shows the people who wait for a deployment a status. It neither approves nor rejects.
func (r *Repository) ReportDeployment(ctx context.Context, runID int64, environment, comment string) error {
	return r.answerGate(ctx, runID, "status of deployment", map[string]string{"environment_name": environment, "comment": comment})
}

// answerGate is "Review custom deployment protection rules for a workflow run", which go-github v60 lacks.
func (r *Repository) answerGate(ctx context.Context, runID int64, doing string, body map[string]string) error {
	_, _, err := call(ctx, r.client, fmt.Sprintf("%s to %q for run %d of %s", doing, body["environment_name"], runID, r),
		func(ctx context.Context) (struct{}, *github.Response, error) {
			return send[struct{}](ctx, r.client, http.MethodPost,
				fmt.Sprintf("repos/%s/actions/runs/%d/deployment_protection_rule", r, runID), body)
		})
	return err
}

// WorkflowRun returns the run as it is now: its attempt, counted from 1, and its head.
func (r *Repository) WorkflowRun(ctx context.Context, id int64) (*github.WorkflowRun, error) {
	run, _, err := call(ctx, r.client, fmt.Sprintf("get workflow run %d of %s", id, r),
		func(ctx context.Context) (*github.WorkflowRun, *github.Response, error) {
			return r.github.Actions.GetWorkflowRunByID(ctx, r.owner, r.name, id)
		})
	return run, err
}

// Deployment is a deployment that succeeded.
type Deployment struct {
	ID        int64
	SHA       string
	Ref       string // the branch or tag, if it still exists
	CreatedAt time.Time
}

const deploymentsQuery = `query($owner: String!, $name: String!, $environment: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    deployments(environments: [$environment], first: $first, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes { databaseId commitOid createdAt ref { name } statuses(first: 50) { nodes { state } } }
    }
  }
}`

// LastDeployment returns the newest of the last 100 deployments to an environment that succeeded, even if another has replaced
// it since; nil if there is none. It ignores the one with the ID except.
func (r *Repository) LastDeployment(ctx context.Context, environment string, except int64) (last *Deployment, err error) {
	variables := map[string]any{"environment": environment, "after": nil}
	err = r.Portions(ctx, pageSize, pageSize, func(_, size int) (bool, error) {
		var answer deployments
		variables["first"] = size
		if err := r.graphQL(ctx, fmt.Sprintf("list deployments of %s to %q", r, environment), deploymentsQuery, variables, &answer); err != nil {
			return false, err
		}
		page := answer.Repository.Deployments
		last, variables["after"] = page.succeeded(except), page.PageInfo.EndCursor
		return last == nil && page.PageInfo.HasNextPage, nil
	})
	return last, err
}

type deployments struct {
	Repository struct{ Deployments deploymentsPage }
}

type deploymentsPage struct {
	PageInfo pageInfo
	Nodes    []struct {
		DatabaseID int64
		CommitOID  string
		CreatedAt  time.Time
		Ref        struct{ Name string }
		Statuses   struct{ Nodes []struct{ State string } }
	}
}

// succeeded returns the first of the page that succeeded, and is not the one with the ID except; nil if there is none.
func (p deploymentsPage) succeeded(except int64) *Deployment {
	for _, d := range p.Nodes {
		for _, status := range d.Statuses.Nodes {
			if status.State == "SUCCESS" && d.DatabaseID != except {
				return &Deployment{ID: d.DatabaseID, SHA: d.CommitOID, Ref: d.Ref.Name, CreatedAt: d.CreatedAt}
			}
		}
	}
	return nil
}
