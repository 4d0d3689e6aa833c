package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/change"
)

// MaxComparedFiles is how many files GitHub lists of a comparison ("Compare two commits").
const MaxComparedFiles = 300

// Compare is what head has and base lacks, both SHAs, like git log base..head, oldest first: the commits of one page, of
// 100 each, and on the first page the files, compared with the merge base. ErrNotFound says that one of the two is not there,
// or that they have no history in common.
func (i *Installation) Compare(ctx context.Context, owner, name, base, head string, page int) (*github.CommitsComparison, error) {
	c, _, err := call(ctx, i.client, fmt.Sprintf("compare %.7s...%.7s of %s/%s, page %d", base, head, owner, name, page),
		func(ctx context.Context) (*github.CommitsComparison, *github.Response, error) {
			return i.github.Repositories.CompareCommits(ctx, owner, name, base, head, &github.ListOptions{Page: page, PerPage: pageSize})
		})
	return c, err
}

// Contains reports whether the history of head has base, by one call. Where GitHub has no such commit, or no history that
// both share, it has not.
func (i *Installation) Contains(ctx context.Context, owner, name, head, base string) (bool, error) {
	if head == base {
		return true, nil
	}
	c, _, err := call(ctx, i.client, fmt.Sprintf("compare %.7s...%.7s of %s/%s", base, head, owner, name),
		func(ctx context.Context) (*github.CommitsComparison, *github.Response, error) {
			// The files come with the first page only, and none of the commits is needed.
			return i.github.Repositories.CompareCommits(ctx, owner, name, base, head, &github.ListOptions{Page: 2, PerPage: 1})
		})
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && c.GetBehindBy() == 0, err
}

// Commits are the newest commits of head's history, at most limit, newest first, and how many it has in all.
func (i *Installation) Commits(ctx context.Context, owner, name, head string, limit int) (commits []*github.RepositoryCommit, total int, err error) {
	doing := fmt.Sprintf("list commits of %s/%s@%.7s", owner, name, head)
	commits, err = pages(ctx, i.client, doing, limit, func(ctx context.Context, o github.ListOptions) ([]*github.RepositoryCommit, *github.Response, error) {
		return i.github.Repositories.ListCommits(ctx, owner, name, &github.CommitsListOptions{SHA: head, ListOptions: o})
	})
	if err != nil || len(commits) < limit {
		return commits, len(commits), err
	}
	_, resp, err := call(ctx, i.client, "count, "+doing, func(ctx context.Context) ([]*github.RepositoryCommit, *github.Response, error) {
		return i.github.Repositories.ListCommits(ctx, owner, name, &github.CommitsListOptions{SHA: head, ListOptions: github.ListOptions{PerPage: 1}})
	})
	if err != nil {
		return nil, 0, err
	}
	return commits, max(resp.LastPage, len(commits)), nil
}

// Commit is the commit that a SHA, a tag or a branch names ("Get a commit"), with its first file at most. A name that nothing
// has is ErrNotFound.
func (i *Installation) Commit(ctx context.Context, owner, name, ref string) (*github.RepositoryCommit, error) {
	c, _, err := call(ctx, i.client, fmt.Sprintf("get commit %q of %s/%s", ref, owner, name),
		func(ctx context.Context) (*github.RepositoryCommit, *github.Response, error) {
			return send[*github.RepositoryCommit](ctx, i.client, http.MethodGet, // go-github does not escape the name
				fmt.Sprintf("repos/%s/%s/commits/%s?per_page=1", owner, name, escape(ref)), nil)
		})
	var answer *answerError
	if errors.As(err, &answer) && answer.status == http.StatusUnprocessableEntity { // "No commit found for SHA"
		err = fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return c, err
}

// CommitFiles are the files that a commit changes against its first parent. truncated says that there may be more than the
// 3,000 that GitHub lists ("Get a commit").
func (i *Installation) CommitFiles(ctx context.Context, owner, name, sha string) (patches []change.Patch, truncated bool, err error) {
	files, err := pages(ctx, i.client, fmt.Sprintf("list files of commit %s/%s@%.7s", owner, name, sha), maxFiles,
		func(ctx context.Context, o github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
			c, resp, err := i.github.Repositories.GetCommit(ctx, owner, name, sha, &o)
			if err != nil {
				return nil, resp, err
			}
			return c.Files, resp, nil
		})
	return Patches(files), len(files) == maxFiles, err
}

// Patches are files of a commit, a pull request or a comparison as they are measured. Patches of binary and of big files are
// empty.
func Patches(files []*github.CommitFile) []change.Patch {
	patches := make([]change.Patch, len(files))
	for n, f := range files {
		patches[n] = change.Patch{
			Path:         f.GetFilename(),
			PreviousPath: f.GetPreviousFilename(),
			Status:       change.Status(f.GetStatus()),
			Additions:    f.GetAdditions(),
			Deletions:    f.GetDeletions(),
			Text:         f.GetPatch(),
		}
	}
	return patches
}

// escape makes one element of a URL's path of a name, which may hold slashes.
func escape(name string) string { return url.PathEscape(name) }
