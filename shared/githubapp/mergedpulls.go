package githubapp

import (
	"context"
	"fmt"
	"time"
)

// PastPull is a pull request that was merged.
type PastPull struct {
	Number   int
	Title    string
	MergedAt time.Time
	BaseSHA  string
	HeadSHA  string
	AuthorID string // the node ID of a person; empty for an App and a deleted account
}

const pastPullsQuery = `query($owner: String!, $name: String!, $base: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: MERGED, baseRefName: $base, first: $first, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes { number title mergedAt baseRefOid headRefOid author { __typename ... on User { id } } }
    }
  }
}`

// PastPulls returns a page of the pull requests that were merged into the branch, the last opened first. after is the next of the page
// before; next is empty after the last page.
func (r *Repository) PastPulls(ctx context.Context, branch string, first int, after string) (pulls []PastPull, next string, err error) {
	variables := map[string]any{"base": branch, "after": nil}
	if after != "" {
		variables["after"] = after
	}
	err = r.Portions(ctx, first, first, func(_, size int) (bool, error) {
		var answer pastPulls
		variables["first"] = size
		if err := r.graphQL(ctx, fmt.Sprintf("list merged pull requests of %s", r), pastPullsQuery, variables, &answer); err != nil {
			return false, err
		}
		page := answer.Repository.PullRequests
		for _, n := range page.Nodes {
			p := PastPull{Number: n.Number, Title: n.Title, MergedAt: n.MergedAt, BaseSHA: n.BaseRefOID, HeadSHA: n.HeadRefOID}
			if n.Author != nil {
				p.AuthorID = n.Author.ID
			}
			pulls = append(pulls, p)
		}
		if next = ""; page.PageInfo.HasNextPage {
			next = page.PageInfo.EndCursor
		}
		variables["after"] = next
		return next != "", nil
	})
	return pulls, next, err
}

type pastPulls struct {
	Repository struct {
		PullRequests struct {
			PageInfo pageInfo
			Nodes    []struct {
				Number                 int
				Title                  string
				MergedAt               time.Time
				BaseRefOID, HeadRefOID string
				Author                 *struct{ ID string }
			}
		}
	}
}
