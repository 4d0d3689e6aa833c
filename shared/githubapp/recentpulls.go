package githubapp

import (
	"context"
	"fmt"
	"time"
)

// RecentPull is a pull request that is open or was merged.
type RecentPull struct {
	Number               int
	Author               string // login, an App's without "[bot]"
	CreatedAt            time.Time
	Additions, Deletions int
	Paths                []string // the first 50 that it changes
}

// maxRecentPulls keeps the query within GitHub's time limit.
const maxRecentPulls = 30

const recentPullsQuery = `query($owner: String!, $name: String!, $first: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [OPEN, MERGED], first: $first, orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { number createdAt additions deletions author { login } files(first: 50) { nodes { path } } }
    }
  }
}`

// RecentPulls returns the newest pull requests, but for those closed without a merge, newest first, at most maxRecentPulls.
func (r *Repository) RecentPulls(ctx context.Context) ([]RecentPull, error) {
	var answer struct {
		Repository struct {
			PullRequests struct {
				Nodes []struct {
					Number               int
					CreatedAt            time.Time
					Additions, Deletions int
					Author               *struct{ Login string }
					Files                *struct{ Nodes []struct{ Path string } }
				}
			}
		}
	}
	err := r.graphQL(ctx, fmt.Sprintf("list recent pull requests of %s", r), recentPullsQuery, map[string]any{"first": maxRecentPulls}, &answer)
	if err != nil {
		return nil, err
	}
	var pulls []RecentPull
	for _, n := range answer.Repository.PullRequests.Nodes {
		p := RecentPull{Number: n.Number, CreatedAt: n.CreatedAt, Additions: n.Additions, Deletions: n.Deletions}
		if n.Author != nil { // else the account is deleted
			p.Author = n.Author.Login
		}
		if n.Files != nil {
			for _, f := range n.Files.Nodes {
				p.Paths = append(p.Paths, f.Path)
			}
		}
		pulls = append(pulls, p)
	}
	return pulls, nil
}
