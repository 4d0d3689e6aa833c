package githubapp

import (
	"context"
	"fmt"
)

// QueueEntry is a pull request in a merge queue.
type QueueEntry struct {
	Number   int
	PullSHA  string // head of the pull request
	BaseSHA  string // the commit that the entry is built on
	QueueSHA string // the commit that has the entry merged, which the queue's checks run on
}

const mergeQueueQuery = `query($owner: String!, $name: String!, $branch: String, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) {
      entries(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { baseCommit { oid } headCommit { oid } pullRequest { number headRefOid } } }
    }
  }
}`

// MergeQueue returns the first 100 entries of a branch's merge queue, in their order; none if it has no queue. An empty branch is the
// default branch.
func (r *Repository) MergeQueue(ctx context.Context, branch string) ([]QueueEntry, error) {
	variables := map[string]any{"branch": nil, "after": nil}
	if branch != "" {
		variables["branch"] = branch
	}
	var entries []QueueEntry
	err := r.Portions(ctx, pageSize, pageSize, func(_, size int) (bool, error) {
		var answer mergeQueue
		variables["first"] = size
		if err := r.graphQL(ctx, fmt.Sprintf("get the merge queue of %s@%s", r, branch), mergeQueueQuery, variables, &answer); err != nil {
			return false, err
		}
		page := answer.Repository.MergeQueue.Entries
		for _, n := range page.Nodes {
			if n.PullRequest.Number > 0 {
				entries = append(entries, QueueEntry{
					Number: n.PullRequest.Number, PullSHA: n.PullRequest.HeadRefOID, BaseSHA: n.BaseCommit.OID, QueueSHA: n.HeadCommit.OID,
				})
			}
		}
		variables["after"] = page.PageInfo.EndCursor
		return page.PageInfo.HasNextPage, nil
	})
	return entries, err
}

type mergeQueue struct {
	Repository struct {
		MergeQueue struct {
			Entries struct {
				PageInfo pageInfo
				Nodes    []struct {
					BaseCommit, HeadCommit struct{ OID string }
					PullRequest            struct {
						Number     int
						HeadRefOID string
					}
				}
			}
		}
	}
}
