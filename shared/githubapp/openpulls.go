package githubapp

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// CheckedPull is an open pull request with the App's newest check run of a name on its head.
type CheckedPull struct {
	Number     int
	HeadSHA    string
	UpdatedAt  time.Time
	CheckRunID int64  // 0 if there is none
	ExternalID string // of the check run
	Completed  bool   // the check run is
}

// pullsPerPage keeps a query within GitHub's time limit.
const pullsPerPage = 50

const openPullsQuery = `query($owner: String!, $name: String!, $app: Int!, $check: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number headRefOid updatedAt
        commits(last: 1) { nodes { commit { checkSuites(first: 1, filterBy: {appId: $app}) { nodes {
          checkRuns(first: 1, filterBy: {checkName: $check, checkType: LATEST}) { nodes { databaseId externalId status } }
        } } } } }
      }
    }
  }
}`

// OpenPulls returns the open pull requests that were updated since a time, newest first, at most limit. more says that there are others.
func (r *Repository) OpenPulls(ctx context.Context, checkName string, since time.Time, limit int) (pulls []CheckedPull, more bool, err error) {
	variables := map[string]any{"app": r.appID, "check": checkName, "after": nil}
	err = r.Portions(ctx, limit, pullsPerPage, func(_, size int) (bool, error) {
		var answer openPulls
		variables["first"] = size
		if err := r.graphQL(ctx, fmt.Sprintf("list open pull requests of %s", r), openPullsQuery, variables, &answer); err != nil {
			return false, err
		}
		page := answer.Repository.PullRequests
		more, variables["after"] = page.PageInfo.HasNextPage, page.PageInfo.EndCursor
		for _, n := range page.Nodes {
			if n.UpdatedAt.Before(since) {
				more = false
				break
			}
			pulls = append(pulls, n.pull())
		}
		return more, nil
	})
	return pulls, more, err
}

type openPulls struct {
	Repository struct {
		PullRequests struct {
			PageInfo pageInfo
			Nodes    []openPull
		}
	}
}

type openPull struct {
	Number     int
	HeadRefOID string
	UpdatedAt  time.Time
	Commits    struct {
		Nodes []struct {
			Commit struct{ CheckSuites struct{ Nodes []graphSuite } }
		}
	}
}

type graphSuite struct {
	CheckRuns struct {
		Nodes []struct {
			DatabaseID         int64
			ExternalID, Status string
		}
	}
}

func (n openPull) pull() CheckedPull {
	p := CheckedPull{Number: n.Number, HeadSHA: n.HeadRefOID, UpdatedAt: n.UpdatedAt}
	for _, c := range n.Commits.Nodes {
		for _, suite := range c.Commit.CheckSuites.Nodes {
			for _, run := range suite.CheckRuns.Nodes {
				p.CheckRunID, p.ExternalID, p.Completed = run.DatabaseID, run.ExternalID, strings.EqualFold(run.Status, "completed")
			}
		}
	}
	return p
}
