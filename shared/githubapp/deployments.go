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

const deploymentsQuery = `query($owner: String!, $name: String!, $environment: String!) {
  repository(owner: $owner, name: $name) {
    deployments(environments: [$environment], first: 100, orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { databaseId commitOid createdAt ref { name } statuses(first: 50) { nodes { state } } }
    }
  }
}`

// LastDeployment returns the newest of the last 100 deployments to an environment that succeeded, even if another has replaced
// it since; nil if there is none. It ignores the one with the ID except.
func (r *Repository) LastDeployment(ctx context.Context, environment string, except int64) (*Deployment, error) {
	var answer struct {
		Repository struct {
			Deployments struct {
				Nodes []struct {
					DatabaseID int64     `json:"databaseId"`
					CommitOID  string    `json:"commitOid"`
					CreatedAt  time.Time `json:"createdAt"`
					Ref        struct{ Name string }
					Statuses   struct{ Nodes []struct{ State string } }
				}
			}
		}
	}
	err := r.graphQL(ctx, fmt.Sprintf("list deployments of %s to %q", r, environment), deploymentsQuery,
		map[string]any{"environment": environment}, &answer)
	if err != nil {
		return nil, err
	}
	for _, d := range answer.Repository.Deployments.Nodes {
		for _, status := range d.Statuses.Nodes {
			if status.State == "SUCCESS" && d.DatabaseID != except {
				return &Deployment{ID: d.DatabaseID, SHA: d.CommitOID, Ref: d.Ref.Name, CreatedAt: d.CreatedAt}, nil
			}
		}
	}
	return nil, nil
}
