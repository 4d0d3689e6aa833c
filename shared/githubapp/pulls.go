package githubapp

import (
	"context"
	"fmt"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-github/v60/github"
)

// MaxFiles is how many files of a pull request or commit GitHub lists ("List pull requests files", "Get a commit").
const MaxFiles = 3000

// PullRequest returns the pull request as it is now.
func (r *Repository) PullRequest(ctx context.Context, number int) (*github.PullRequest, error) {
	pr, _, err := call(ctx, r.client, fmt.Sprintf("get pull request %s#%d", r, number),
		func(ctx context.Context) (*github.PullRequest, *github.Response, error) {
			return r.github.PullRequests.Get(ctx, r.owner, r.name, number)
		})
	return pr, err
}

// maxPullCommits is how many commits of a pull request GitHub lists ("List commits on a pull request").
const maxPullCommits = 250

// PullRequestCommits returns the pull request's commits, oldest first. complete is false if there may be more than the 250 that GitHub lists.
func (r *Repository) PullRequestCommits(ctx context.Context, number int) (commits []*github.RepositoryCommit, complete bool, err error) {
	commits, err = pages(ctx, r.client, fmt.Sprintf("list commits of pull request %s#%d", r, number), maxPullCommits,
		func(ctx context.Context, o github.ListOptions) ([]*github.RepositoryCommit, *github.Response, error) {
			return r.github.PullRequests.ListCommits(ctx, r.owner, r.name, number, &o)
		})
	return commits, len(commits) < maxPullCommits, err
}

// Files returns the pull request's changed files, compared with the merge base, in GitHub's order. unlisted sums
// those after the 3,000 that GitHub lists. The text of binary and of large files is empty.
func (r *Repository) Files(ctx context.Context, number int) (patches []diff.Patch, unlisted change.Totals, err error) {
	files, err := pages(ctx, r.client, fmt.Sprintf("list files of pull request %s#%d", r, number), MaxFiles,
		func(ctx context.Context, o github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
			return r.github.PullRequests.ListFiles(ctx, r.owner, r.name, number, &o)
		})
	if err != nil {
		return nil, unlisted, err
	}
	patches = Patches(files)
	if len(files) == MaxFiles { // only then can there be more
		pr, err := r.PullRequest(ctx, number)
		if err != nil {
			return nil, unlisted, err
		}
		unlisted = change.Unlisted(change.Totals{Files: pr.GetChangedFiles(), Additions: pr.GetAdditions(), Deletions: pr.GetDeletions()}, patches)
	}
	return patches, unlisted, nil
}
