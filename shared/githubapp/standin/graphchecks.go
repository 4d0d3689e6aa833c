package standin

import (
	"slices"
	"strings"
)

// graphPullCommits returns the head of a pull request, the last of its commits, with its check suites.
func (s *Server) graphPullCommits(sha string) object {
	suites := resolver(func(args object) (any, error) {
		filter, _ := args["filterBy"].(object)
		app, _ := integer(filter["appId"])
		suite := object{"__typename": "CheckSuite", "checkRuns": resolver(func(args object) (any, error) {
			filter, _ := args["filterBy"].(object)
			return connection(args, s.graphCheckRuns(sha, int64(app), filter))
		})}
		if len(s.graphCheckRuns(sha, int64(app), object{})) == 0 {
			return connection(args, nil)
		}
		return connection(args, []object{suite})
	})
	commit := object{"__typename": "Commit", "oid": sha, "checkSuites": suites}
	return object{"__typename": "PullRequestCommitConnection", "nodes": []object{{"__typename": "PullRequestCommit", "commit": commit}}}
}

// graphCheckRuns returns an App's check runs on a commit, newest first, or only the newest of each name.
func (s *Server) graphCheckRuns(sha string, app int64, filter object) (runs []object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[string]bool{}
	for _, r := range slices.Backward(s.runs) {
		if r.HeadSHA != sha || r.AppID != app || filter["checkName"] != nil && filter["checkName"] != r.Name || filter["checkType"] == "LATEST" && seen[r.Name] {
			continue
		}
		seen[r.Name] = true
		var conclusion any
		if r.Conclusion != "" {
			conclusion = strings.ToUpper(r.Conclusion)
		}
		runs = append(runs, object{
			"__typename": "CheckRun", "databaseId": r.ID, "externalId": r.ExternalID, "name": r.Name, "status": strings.ToUpper(r.Status), "conclusion": conclusion,
		})
	}
	return runs
}
