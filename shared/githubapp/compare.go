package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-github/v60/github"
)

// MaxComparedFiles is how many files GitHub lists of a comparison ("Compare two commits").
const MaxComparedFiles = 300

// Compare is what head has and base lacks, both SHAs, like git log base..head, oldest first: the commits of one page, of
// 100 each, and on the first page the files, compared with the merge base. ErrNotFound says that one of the two is not there,
// or that they have no history in common.
func (r *Repository) Compare(ctx context.Context, base, head string, page int) (*github.CommitsComparison, error) {
	c, _, err := call(ctx, r.client, fmt.Sprintf("compare %.7s...%.7s of %s, page %d", base, head, r, page),
		func(ctx context.Context) (*github.CommitsComparison, *github.Response, error) {
			return r.github.Repositories.CompareCommits(ctx, r.owner, r.name, base, head, &github.ListOptions{Page: page, PerPage: pageSize})
		})
	return c, err
}

// Contains reports whether the history of head has base, by one call. Where GitHub has no such commit, or no history that
// both share, it has not.
func (r *Repository) Contains(ctx context.Context, head, base string) (bool, error) {
	if head == base {
		return true, nil
	}
	c, _, err := call(ctx, r.client, fmt.Sprintf("compare %.7s...%.7s of %s", base, head, r),
		func(ctx context.Context) (*github.CommitsComparison, *github.Response, error) {
			// The files come with the first page only, and none of the commits is needed.
			return r.github.Repositories.CompareCommits(ctx, r.owner, r.name, base, head, &github.ListOptions{Page: 2, PerPage: 1})
		})
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && c.GetBehindBy() == 0, err
}

// Commits are the newest commits of head's history, at most limit, newest first, and how many it has in all.
func (r *Repository) Commits(ctx context.Context, head string, limit int) (commits []*github.RepositoryCommit, total int, err error) {
	doing := fmt.Sprintf("list commits of %s@%.7s", r, head)
	commits, err = pages(ctx, r.client, doing, limit, func(ctx context.Context, o github.ListOptions) ([]*github.RepositoryCommit, *github.Response, error) {
		return r.github.Repositories.ListCommits(ctx, r.owner, r.name, &github.CommitsListOptions{SHA: head, ListOptions: o})
	})
	if err != nil || len(commits) < limit {
		return commits, len(commits), err
	}
	_, resp, err := call(ctx, r.client, "count, "+doing, func(ctx context.Context) ([]*github.RepositoryCommit, *github.Response, error) {
		return r.github.Repositories.ListCommits(ctx, r.owner, r.name, &github.CommitsListOptions{SHA: head, ListOptions: github.ListOptions{PerPage: 1}})
	})
	if err != nil {
		return nil, 0, err
	}
	return commits, max(resp.LastPage, len(commits)), nil
}

// Commit is the commit that a SHA, a tag or a branch names ("Get a commit"), with its first file at most. A name that nothing
// has is ErrNotFound.
func (r *Repository) Commit(ctx context.Context, ref string) (*github.RepositoryCommit, error) {
	c, _, err := call(ctx, r.client, fmt.Sprintf("get commit %q of %s", ref, r),
		func(ctx context.Context) (*github.RepositoryCommit, *github.Response, error) {
			return send[*github.RepositoryCommit](ctx, r.client, http.MethodGet, // go-github does not escape the name
				fmt.Sprintf("repos/%s/commits/%s?per_page=1", r, escape(ref)), nil)
		})
	var answer *answerError
	if errors.As(err, &answer) && answer.status == http.StatusUnprocessableEntity { // "No commit found for SHA"
		err = fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return c, err
}

// CommitFiles are the files that a commit changes against its first parent. truncated says that there may be more than the
// 3,000 that GitHub lists ("Get a commit").
func (r *Repository) CommitFiles(ctx context.Context, sha string) (patches []diff.Patch, truncated bool, err error) {
	files, err := pages(ctx, r.client, fmt.Sprintf("list files of commit %s@%.7s", r, sha), maxFiles,
		func(ctx context.Context, o github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
			c, resp, err := r.github.Repositories.GetCommit(ctx, r.owner, r.name, sha, &o)
			if err != nil {
				return nil, resp, err
			}
			return c.Files, resp, nil
		})
	return Patches(files), len(files) == maxFiles, err
}

// Patches are files of a commit, a pull request or a comparison as they are measured. Patches of binary and of big files are
// empty.
func Patches(files []*github.CommitFile) []diff.Patch {
	patches := make([]diff.Patch, len(files))
	for n, f := range files {
		patches[n] = diff.Patch{
			Path:         f.GetFilename(),
			PreviousPath: f.GetPreviousFilename(),
			Status:       diff.Status(f.GetStatus()),
			Additions:    f.GetAdditions(),
			Deletions:    f.GetDeletions(),
			Text:         f.GetPatch(),
		}
	}
	return patches
}

// escape makes one element of a URL's path of a name, which may hold slashes.
func escape(name string) string { return url.PathEscape(name) }
