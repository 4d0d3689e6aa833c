package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// maxPasts is how many pull requests' histories a process keeps, some 100 bytes each.
const maxPasts = 1000

// pasts keeps what was before each head, which does not change: work that is done again asks GitHub once.
type pasts struct {
	mu   sync.Mutex
	kept map[string]*change.History
}

// of is what happened before the pull request; nil when that is not known. The score does without it, so no fault is one of the analysis.
func (p *pasts) of(ctx context.Context, gh *githubapp.Repository, pull *github.PullRequest, a *analysis.Analysis, facts change.Facts, patches []diff.Patch) *change.History {
	author := pull.GetUser()
	if facts.Source.Files == 0 || author.GetType() != "User" { // nothing is scored; commits of Apps have no account
		return nil
	}
	c := githubapp.Change{BaseSHA: pull.GetBase().GetSHA(), HeadSHA: pull.GetHead().GetSHA(), AuthorID: author.GetNodeID(), Patches: patches}
	key := fmt.Sprint(a.Repository.ID, c.BaseSHA, c.HeadSHA, c.AuthorID)
	p.mu.Lock()
	h := p.kept[key]
	p.mu.Unlock()
	if h != nil {
		return h
	}
	h, err := gh.ChangeHistory(ctx, c)
	if err != nil {
		advice := "the change is scored from its diff alone"
		if errors.Is(err, githubapp.ErrForbidden) {
			advice += "; give the GitHub App the permission to read contents"
		}
		slog.WarnContext(ctx, "history not known", "error", err, "advice", advice)
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil || len(p.kept) >= maxPasts {
		p.kept = make(map[string]*change.History)
	}
	p.kept[key] = h
	return h
}
