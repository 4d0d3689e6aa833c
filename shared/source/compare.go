package source

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// page is how many commits one request brings.
const page = 100

// commitBytes is about how many bytes a commit takes without its message.
const commitBytes = 3000

// Comparison is the difference between a commit and its base, like git log base..head.
type Comparison struct {
	Related   bool   // they share history; if not, this is the whole history, without files
	MergeBase string // SHA
	Files     []diff.Patch
	Truncated bool                       // there may be more files than GitHub lists
	Commits   []*github.RepositoryCommit // oldest first; only the newest, up to the limit
	Total     int                        // commits
	Behind    int                        // commits that the base has and this lacks
}

func (c Comparison) size() int {
	n := patchesSize(c.Files)
	for _, commit := range c.Commits {
		n += commitBytes + len(commit.GetCommit().GetMessage())
	}
	return n
}

// Compare reads the comparison with base, another SHA, with at most limit commits, a multiple of 100. Without a base it is the
// whole history. An error that wraps githubapp.ErrNotFound says that one of the two no longer exists.
func (s *Snapshot) Compare(ctx context.Context, base string, limit int) (Comparison, error) {
	return cached(s, fmt.Sprint("compare ", base, " ", limit), Comparison.size, func() (Comparison, error) {
		if base != "" {
			c, err := s.compare(ctx, base, limit)
			if !errors.Is(err, githubapp.ErrNotFound) {
				return c, err
			}
			for _, end := range []string{base, s.sha} { // GitHub gives one answer for a missing commit and for no shared history
				if _, err := s.gh.Commit(ctx, end); err != nil {
					return Comparison{}, err
				}
			}
		}
		commits, total, err := s.gh.Commits(ctx, s.sha, limit)
		slices.Reverse(commits)
		return Comparison{Commits: commits, Total: total}, err
	})
}

func (s *Snapshot) compare(ctx context.Context, base string, limit int) (Comparison, error) {
	first, err := s.gh.Compare(ctx, base, s.sha, 1)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{
		Related: true, MergeBase: first.GetMergeBaseCommit().GetSHA(), Total: first.GetTotalCommits(), Behind: first.GetBehindBy(),
		Files: githubapp.Patches(first.Files), Truncated: len(first.Files) >= githubapp.MaxComparedFiles,
	}
	last := (c.Total + page - 1) / page
	number := max(1, last-limit/page+1)
	if number == 1 {
		c.Commits, number = first.Commits, 2
	}
	for ; number <= last; number++ {
		next, err := s.gh.Compare(ctx, base, s.sha, number)
		if err != nil {
			return Comparison{}, err
		}
		c.Commits = append(c.Commits, next.Commits...)
	}
	return c, nil
}

func patchesSize(patches []diff.Patch) (n int) {
	for _, p := range patches {
		n += entryBytes + len(p.Text)
	}
	return n
}

// Files reads the files that the commit changes compared with its first parent.
func (s *Snapshot) Files(ctx context.Context) ([]diff.Patch, error) {
	return cached(s, "files", patchesSize, func() ([]diff.Patch, error) {
		patches, _, err := s.gh.CommitFiles(ctx, s.sha)
		return patches, err
	})
}

// MergedFiles reads the files of a merged pull request. Those of an open one can still change.
func (s *Snapshot) MergedFiles(ctx context.Context, number int) ([]diff.Patch, error) {
	return cached(s, fmt.Sprint("files of #", number), patchesSize, func() ([]diff.Patch, error) {
		patches, _, err := s.gh.Files(ctx, number)
		return patches, err
	})
}

// ChangeHistory reads the history of the files before the change from base to this commit.
func (s *Snapshot) ChangeHistory(ctx context.Context, base, authorID string, patches []diff.Patch) (*change.History, error) {
	size := func(*change.History) int { return entryBytes }
	return cached(s, fmt.Sprint("before ", base, " ", authorID), size, func() (*change.History, error) {
		return s.gh.ChangeHistory(ctx, githubapp.HistoryQuery{BaseSHA: base, HeadSHA: s.sha, AuthorID: authorID, Patches: patches, Blame: true})
	})
}
