package githubapp

import "fmt"

// pullCommits returns the selection of a pull request's commits, a share of 100, with their parents.
func pullCommits(of share) string {
	return fmt.Sprintf("all: commits(first: %d) { totalCount nodes { commit { oid parents(first: 2) { nodes { oid } } } } }", of.cut(pageSize))
}

// pullCommitsAnswer is its answer.
type pullCommitsAnswer struct {
	TotalCount int
	Nodes      []pullCommit
}

type pullCommit struct {
	Commit struct {
		OID     string
		Parents struct{ Nodes []struct{ OID string } }
	}
}

// mergeBase returns the newest parent of the commits that is none of them: the commit of the base branch that the pull request began with, or
// merged last. It is "" if there are more commits than were listed.
func (a *pullCommitsAnswer) mergeBase() string {
	if a.TotalCount > len(a.Nodes) {
		return ""
	}
	own := map[string]bool{}
	for _, n := range a.Nodes {
		own[n.Commit.OID] = true
	}
	for i := len(a.Nodes) - 1; i >= 0; i-- {
		parents := a.Nodes[i].Commit.Parents.Nodes
		for j := len(parents) - 1; j >= 0; j-- { // the second is what was merged
			if !own[parents[j].OID] {
				return parents[j].OID
			}
		}
	}
	return ""
}
