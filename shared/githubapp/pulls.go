package githubapp

import (
	"context"
	"fmt"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/change"
)

// maxFiles is how many files GitHub lists of a pull request ("List pull requests files").
const maxFiles = 3000

// PullRequest is the pull request as GitHub shows it now.
func (i *Installation) PullRequest(ctx context.Context, owner, name string, number int) (*github.PullRequest, error) {
	pr, _, err := call(ctx, i.client, fmt.Sprintf("get pull request %s/%s#%d", owner, name, number),
		func(ctx context.Context) (*github.PullRequest, *github.Response, error) {
			return i.github.PullRequests.Get(ctx, owner, name, number)
		})
	return pr, err
}

// Files are the pull request's changed files, compared with the merge base, in GitHub's order. truncated says that there
// are more than the 3,000 that GitHub lists. Patches of binary and of big files are empty.
func (i *Installation) Files(ctx context.Context, owner, name string, number int) (patches []change.Patch, truncated bool, err error) {
	files, err := pages(ctx, i.client, fmt.Sprintf("list files of pull request %s/%s#%d", owner, name, number), maxFiles,
		func(ctx context.Context, o github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
			return i.github.PullRequests.ListFiles(ctx, owner, name, number, &o)
		})
	if err != nil {
		return nil, false, err
	}
	if len(files) == maxFiles { // only then is it worth a call to learn whether there are more
		pr, err := i.PullRequest(ctx, owner, name, number)
		if err != nil {
			return nil, false, err
		}
		truncated = pr.GetChangedFiles() > maxFiles
	}
	return Patches(files), truncated, nil
}
