package standin

import "net/http"

// needs is the permission that each call of an installation needs, "Permissions required for GitHub Apps" in GitHub's documentation. Where it has a
// choice, as for comments, it is the one that an App for pull requests has. GraphQL asks for that of each object: here they are commits.
var needs = map[string][]permission{
	"POST /graphql":                                                               {{"contents", read}},
	"GET /installation/repositories":                                              {{"metadata", read}},
	"GET /repos/{owner}/{repo}/git/trees/{tree_sha}":                              {{"contents", read}},
	"GET /repos/{owner}/{repo}/actions/runs/{run_id}":                             {{"actions", read}},
	"GET /repos/{owner}/{repo}/commits":                                           {{"contents", read}},
	"GET /repos/{owner}/{repo}/commits/{ref}":                                     {{"contents", read}},
	"GET /repos/{owner}/{repo}/compare/{basehead}":                                {{"contents", read}},
	"GET /repos/{owner}/{repo}/releases":                                          {{"contents", read}},
	"POST /repos/{owner}/{repo}/releases":                                         {{"contents", write}},
	"GET /repos/{owner}/{repo}/releases/tags/{tag}":                               {{"contents", read}},
	"GET /repos/{owner}/{repo}/releases/{release_id}":                             {{"contents", read}},
	"PATCH /repos/{owner}/{repo}/releases/{release_id}":                           {{"contents", write}},
	"POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule": {{"actions", read}, {"deployments", write}},
	"GET /repos/{owner}/{repo}/pulls/{pull_number}":                               {{"pull_requests", read}},
	"GET /repos/{owner}/{repo}/pulls/{pull_number}/files":                         {{"pull_requests", read}},
	"POST /repos/{owner}/{repo}/check-runs":                                       {{"checks", write}},
	"GET /repos/{owner}/{repo}/check-runs/{check_run_id}":                         {{"checks", read}},
	"PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}":                       {{"checks", write}},
	"GET /repos/{owner}/{repo}/commits/{ref}/check-runs":                          {{"checks", read}},
	"GET /repos/{owner}/{repo}/issues/{issue_number}/comments":                    {{"pull_requests", read}},
	"POST /repos/{owner}/{repo}/issues/{issue_number}/comments":                   {{"pull_requests", write}},
	"PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}":                    {{"pull_requests", write}},
}

type permission struct{ name, access string }

const (
	read  = "read"
	write = "write"
)

// defaultPermissions are the manifests' of terraform/, without and with writing contents: a test holds them equal.
func defaultPermissions(contentsWrite bool) map[string]string {
	granted := map[string]string{
		"actions": read, "checks": write, "contents": read, "deployments": write, "metadata": read, "pull_requests": write,
	}
	if contentsWrite {
		granted["contents"] = write
	}
	return granted
}

// forbid answers a call for which the installation does not grant all permissions; ok is false when it does.
func (s *Server) forbid(route route) (a answer, ok bool) {
	if route.as == asApp {
		return answer{}, false
	}
	all, known := needs[route.method+" "+route.path]
	for _, need := range all {
		granted := s.o.Permissions[need.name]
		known = known && (granted == write || granted == need.access)
	}
	if known {
		return answer{}, false
	}
	return failure(http.StatusForbidden, "Resource not accessible by integration"), true
}
