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

// recentPulls is the selection of a repository's newest pull requests, but for those closed without a merge.
const recentPulls = `pullRequests(states: [OPEN, MERGED], first: $first, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes { number createdAt additions deletions author { login } files(first: 50) { nodes { path } } }
    }`

const recentPullsQuery = "query($owner: String!, $name: String!, $first: Int!, $after: String) { repository(owner: $owner, name: $name) { " + recentPulls + " } }"

// recentPulls returns the next page after a cursor.
func (r *Repository) recentPulls(ctx context.Context, first int, after string) (recentPullsAnswer, error) {
	var answer struct {
		Repository struct{ PullRequests recentPullsAnswer }
	}
	err := r.graphQL(ctx, fmt.Sprintf("list recent pull requests of %s", r), recentPullsQuery, map[string]any{"first": first, "after": after}, &answer)
	return answer.Repository.PullRequests, err
}

// recentPullsAnswer is its answer.
type recentPullsAnswer struct {
	PageInfo pageInfo
	Nodes    []struct {
		Number               int
		CreatedAt            time.Time
		Additions, Deletions int
		Author               *struct{ Login string }
		Files                *struct{ Nodes []struct{ Path string } }
	}
}

func (a recentPullsAnswer) pulls() (pulls []RecentPull) {
	for _, n := range a.Nodes {
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
	return pulls
}
