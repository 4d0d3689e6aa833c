package standin

import "net/http"

// needs is the permission that each call of an installation needs, "Permissions required for GitHub Apps" in GitHub's documentation. Where it has a
// choice, as for comments, it is the one that an App for pull requests has.
var needs = map[string]permission{
	"GET /repos/{owner}/{repo}/pulls/{pull_number}":             {"pull_requests", read},
	"GET /repos/{owner}/{repo}/pulls/{pull_number}/files":       {"pull_requests", read},
	"POST /repos/{owner}/{repo}/check-runs":                     {"checks", write},
	"GET /repos/{owner}/{repo}/check-runs/{check_run_id}":       {"checks", read},
	"PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}":     {"checks", write},
	"GET /repos/{owner}/{repo}/commits/{ref}/check-runs":        {"checks", read},
	"GET /repos/{owner}/{repo}/issues/{issue_number}/comments":  {"pull_requests", read},
	"POST /repos/{owner}/{repo}/issues/{issue_number}/comments": {"pull_requests", write},
	"PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}":  {"pull_requests", write},
}

type permission struct{ name, access string }

const (
	read  = "read"
	write = "write"
)

// defaultPermissions are the manifest's, terraform/github-app.json: a test holds them equal.
func defaultPermissions() map[string]string {
	return map[string]string{
		"actions": read, "checks": write, "contents": read, "deployments": write, "metadata": read, "pull_requests": write,
	}
}

// forbid answers a call for which the installation grants no permission; ok is false when it does.
func (s *Server) forbid(route route) (a answer, ok bool) {
	if route.as == asApp {
		return answer{}, false
	}
	need := needs[route.method+" "+route.path]
	if granted := s.o.Permissions[need.name]; granted == write || granted == need.access && granted != "" {
		return answer{}, false
	}
	return failure(http.StatusForbidden, "Resource not accessible by integration"), true
}
