package githubapp

import (
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
var recentPulls = fmt.Sprintf(`pullRequests(states: [OPEN, MERGED], first: %d, orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { number createdAt additions deletions author { login } files(first: 50) { nodes { path } } }
    }`, maxRecentPulls)

// recentPullsAnswer is its answer.
type recentPullsAnswer struct {
	Nodes []struct {
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
