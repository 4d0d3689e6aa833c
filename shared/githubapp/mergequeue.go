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

const mergeQueueQuery = `query($owner: String!, $name: String!, $branch: String) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) {
      entries(first: 100) { nodes { baseCommit { oid } headCommit { oid } pullRequest { number headRefOid } } }
    }
  }
}`

// MergeQueue returns the first 100 entries of a branch's merge queue, in their order; none if it has no queue. An empty branch is the
// default branch.
func (r *Repository) MergeQueue(ctx context.Context, branch string) ([]QueueEntry, error) {
	type commit struct{ OID string }
	var answer struct {
		Repository struct {
			MergeQueue struct {
				Entries struct {
					Nodes []struct {
						BaseCommit, HeadCommit commit
						PullRequest            struct {
							Number     int
							HeadRefOID string
						}
					}
				}
			}
		}
	}
	variables := map[string]any{"branch": nil}
	if branch != "" {
		variables["branch"] = branch
	}
	if err := r.graphQL(ctx, fmt.Sprintf("get the merge queue of %s@%s", r, branch), mergeQueueQuery, variables, &answer); err != nil {
		return nil, err
	}
	var entries []QueueEntry
	for _, n := range answer.Repository.MergeQueue.Entries.Nodes {
		if n.PullRequest.Number > 0 {
			entries = append(entries, QueueEntry{
				Number: n.PullRequest.Number, PullSHA: n.PullRequest.HeadRefOID, BaseSHA: n.BaseCommit.OID, QueueSHA: n.HeadCommit.OID,
			})
		}
	}
	return entries, nil
}
