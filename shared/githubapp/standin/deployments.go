package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Deployment is a deployment, in a workflow run or not.
type Deployment struct {
	ID          int64
	Environment string
	SHA         string
	Ref         string    // branch or tag
	States      []string  // of its statuses, oldest first: "queued", "in_progress", "success", "failure", "inactive", …
	CreatedAt   time.Time // now
	RunID       int64     // of the workflow run that waits for the environment's protection rules; 0 if none does
	RunAttempt  int       // of that run; 1
}

// GateAnswer is an App's answer to its deployment protection rule, or a status report.
type GateAnswer struct {
	RunID       int64
	Environment string
	State       string // "approved", "rejected", or "" for a status report
	Comment     string
}

// maxReports is how many status reports GitHub accepts ("Creating custom deployment protection rules").
const maxReports = 10

// AddDeployment adds a deployment and returns its ID.
func (s *Server) AddDeployment(d Deployment) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	def(&d.CreatedAt, s.now())
	def(&d.RunAttempt, 1)
	d.ID = s.nextID()
	s.deployments = append(s.deployments, &d)
	return d.ID
}

// GateAnswers returns the accepted answers and status reports, oldest first.
func (s *Server) GateAnswers() []GateAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.gates)
}

// reviewDeployment is "Review custom deployment protection rules for a workflow run". GitHub documents no answer for a run
// that does not wait, or no longer waits: they are 404 and 422 here.
func (s *Server) reviewDeployment(r *http.Request) answer {
	var req struct {
		Environment string  `json:"environment_name"`
		State       *string `json:"state"`
		Comment     string  `json:"comment"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	id, _ := strconv.ParseInt(r.PathValue("run_id"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	waits := slices.ContainsFunc(s.deployments, func(d *Deployment) bool {
		return d.RunID == id && id != 0 && strings.EqualFold(d.Environment, req.Environment)
	})
	reports, answered := 0, false
	for _, g := range s.gates {
		if g.RunID == id && strings.EqualFold(g.Environment, req.Environment) {
			answered = answered || g.State != ""
			reports++
		}
	}
	given := GateAnswer{RunID: id, Environment: req.Environment, Comment: req.Comment}
	switch {
	case !waits:
		return notFound
	case answered:
		return failure(http.StatusUnprocessableEntity, "The deployment protection rule has been reviewed already.")
	case req.State == nil && (req.Comment == "" || reports >= maxReports):
		return failure(http.StatusUnprocessableEntity, "Validation Failed")
	case req.State != nil && *req.State != "approved" && *req.State != "rejected":
		return invalid("DeploymentProtectionRule", "state", "state is not included in the list")
	}
	set(&given.State, req.State)
	s.gates = append(s.gates, given)
	return answer{status: http.StatusNoContent}
}

// ProtectionRulePayload returns the payload of a waiting deployment's deployment_protection_rule event.
func (s *Server) ProtectionRulePayload(id int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.deployments {
		if d.ID != id {
			continue
		}
		payload := s.envelope("requested", Account{Login: "octocat", Type: "User"})
		payload["environment"], payload["event"], payload["sha"], payload["ref"] = d.Environment, "push", d.SHA, d.Ref
		payload["deployment_callback_url"] = fmt.Sprintf("%s/actions/runs/%d/deployment_protection_rule", s.repoURL(), d.RunID)
		payload["deployment"], payload["pull_requests"] = s.deploymentObject(d), []object{}
		return json.Marshal(payload)
	}
	return nil, fmt.Errorf("payload of deployment %d: there is none", id)
}

// getRun is "Get a workflow run", of a run that deploys.
func (s *Server) getRun(r *http.Request) answer {
	id, _ := strconv.ParseInt(r.PathValue("run_id"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range slices.Backward(s.deployments) { // the newest is of the latest attempt
		if d.RunID == id && id != 0 {
			return answer{status: http.StatusOK, body: s.runObject(d)}
		}
	}
	return notFound
}

// runObject is the workflow run of a deployment; the lock is held.
func (s *Server) runObject(d *Deployment) object {
	api, person := fmt.Sprintf("%s/actions/runs/%d", s.repoURL(), d.RunID), object{"name": "Mona", "email": "mona@example.com"}
	workflow := s.repoURL() + "/actions/workflows/1"
	return object{
		"id": d.RunID, "node_id": nodeID("WorkflowRun", d.RunID), "name": "deploy", "display_title": "deploy", "path": ".github/workflows/deploy.yml",
		"head_branch": d.Ref, "head_sha": d.SHA, "run_number": 1, "run_attempt": d.RunAttempt, "event": "push", "status": "waiting", "conclusion": nil,
		"workflow_id": 1, "workflow_url": workflow, "url": api, "html_url": fmt.Sprintf("%s/%s/actions/runs/%d", webURL, s.fullName(), d.RunID),
		"created_at": stamp(d.CreatedAt), "updated_at": stamp(d.CreatedAt), "pull_requests": []object{},
		"jobs_url": api + "/jobs", "logs_url": api + "/logs", "artifacts_url": api + "/artifacts", "cancel_url": api + "/cancel", "rerun_url": api + "/rerun",
		"check_suite_url": s.repoURL() + "/check-suites/1", "repository": s.repositoryObject(), "head_repository": s.repositoryObject(),
		"head_commit": object{"id": d.SHA, "tree_id": d.SHA, "message": "deploy", "timestamp": stamp(d.CreatedAt), "author": person, "committer": person},
	}
}

func (s *Server) deploymentObject(d *Deployment) object {
	api := fmt.Sprintf("%s/deployments/%d", s.repoURL(), d.ID)
	return object{
		"url": api, "id": d.ID, "node_id": nodeID("Deployment", d.ID), "sha": d.SHA, "ref": d.Ref, "task": "deploy", "payload": object{},
		"original_environment": d.Environment, "environment": d.Environment, "description": nil,
		"creator":    accountObject(Account{Login: "github-actions[bot]", Type: "Bot"}),
		"created_at": stamp(d.CreatedAt), "updated_at": stamp(d.CreatedAt), "statuses_url": api + "/statuses",
		"repository_url": s.repoURL(), "transient_environment": false, "production_environment": true,
	}
}
