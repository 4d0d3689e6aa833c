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
	variables := map[string]any{"app": r.appID, "check": checkName, "first": min(limit, pullsPerPage), "after": nil}
	for len(pulls) < limit {
		var answer openPulls
		err := r.graphQLPage(ctx, fmt.Sprintf("list open pull requests of %s", r), openPullsQuery, variables, &answer)
		if err != nil {
			return nil, false, err
		}
		page := answer.Repository.PullRequests
		for _, n := range page.Nodes {
			if n.UpdatedAt.Before(since) {
				return pulls, false, nil
			}
			pulls = append(pulls, n.pull())
		}
		if !page.PageInfo.HasNextPage {
			return pulls, false, nil
		}
		variables["after"] = page.PageInfo.EndCursor
	}
	return pulls[:limit], true, nil
}

type openPulls struct {
	Repository struct {
		PullRequests struct {
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
			Nodes []openPull
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
