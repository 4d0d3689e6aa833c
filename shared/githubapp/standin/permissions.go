package standin

import "net/http"

// needs has the permissions that each request of an installation requires ("Permissions required for GitHub Apps"). Where there is
// a choice, as for comments, it has the one for pull requests. GraphQL requires that of each object; here, objects are commits.
var needs = map[string][]permission{
	"POST /graphql":                                                               {{"contents", read}},
	"GET /installation/repositories":                                              {{"metadata", read}},
	"GET /repos/{owner}/{repo}":                                                   {{"metadata", read}},
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
	"GET /repos/{owner}/{repo}/pulls/{pull_number}/commits":                       {{"pull_requests", read}},
	"GET /repos/{owner}/{repo}/pulls/{pull_number}/files":                         {{"pull_requests", read}},
	"POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews":                      {{"pull_requests", write}},
	"PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}":                     {{"pull_requests", write}},
	"POST /repos/{owner}/{repo}/check-runs":                                       {{"checks", write}},
	"GET /repos/{owner}/{repo}/check-runs/{check_run_id}":                         {{"checks", read}},
	"PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}":                       {{"checks", write}},
	"GET /repos/{owner}/{repo}/commits/{ref}/check-runs":                          {{"checks", read}},
	"GET /repos/{owner}/{repo}/issues/{issue_number}/comments":                    {{"pull_requests", read}},
	"POST /repos/{owner}/{repo}/issues/{issue_number}/comments":                   {{"pull_requests", write}},
	"PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}":                    {{"pull_requests", write}},
	"POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions":           {{"issues", write}},
	"POST /repos/{owner}/{repo}/issues/{issue_number}/labels":                     {{"pull_requests", write}},
	"DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}":            {{"pull_requests", write}},
	"PATCH /repos/{owner}/{repo}/labels/{name}":                                   {{"pull_requests", write}},
	"GET /repos/{owner}/{repo}/collaborators/{username}/permission":               {{"metadata", read}},
}

// fieldNeeds has the permissions that single fields of GraphQL require beyond those of the request.
var fieldNeeds = map[string]permission{"mergeQueue": {"merge_queues", read}}

type permission struct{ name, access string }

const (
	read  = "read"
	write = "write"
)

// defaultPermissions are those of the manifests in terraform/, without and with write access to contents; a test compares them.
func defaultPermissions(contentsWrite bool) map[string]string {
	granted := map[string]string{
		"actions": read, "checks": write, "contents": read, "deployments": write, "issues": write, "metadata": read,
		"merge_queues": read, "pull_requests": write,
	}
	if contentsWrite {
		granted["contents"] = write
	}
	return granted
}

// forbid answers a request for which the installation lacks a permission; ok is false if it has all.
func (s *Server) forbid(route route) (a answer, ok bool) {
	if route.as == asApp {
		return answer{}, false
	}
	all, known := needs[route.method+" "+route.path]
	for _, need := range all {
		known = known && s.grants(need)
	}
	if known {
		return answer{}, false
	}
	return failure(http.StatusForbidden, "Resource not accessible by integration"), true
}

func (s *Server) grants(need permission) bool {
	granted := s.o.Permissions[need.name]
	return granted == write || granted == need.access
}
