package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-github/v60/github"
)

// MaxComparedFiles is how many files of a comparison GitHub lists ("Compare two commits").
const MaxComparedFiles = 300

// Compare returns one page of the commits that head has and base lacks, both SHAs, like git log base..head: 100 a page, oldest
// first. The first page has the files that differ from the merge base. ErrNotFound says that one of the two does not exist, or
// that they share no history.
func (r *Repository) Compare(ctx context.Context, base, head string, page int) (*github.CommitsComparison, error) {
	c, _, err := call(ctx, r.client, fmt.Sprintf("compare %.7s...%.7s of %s, page %d", base, head, r, page),
		func(ctx context.Context) (*github.CommitsComparison, *github.Response, error) {
			return r.github.Repositories.CompareCommits(ctx, r.owner, r.name, base, head, &github.ListOptions{Page: page, PerPage: pageSize})
		})
	return c, err
}

// Distance is how far two commits are apart.
type Distance struct {
	Ahead   int  // commits that the head has and the base lacks
	Behind  int  // commits that the base has and the head lacks
	Related bool // they share history
}

// Distance returns how far head is ahead of base, with one request. If GitHub has no such commit or they share no history, they are
// not related.
func (r *Repository) Distance(ctx context.Context, head, base string) (Distance, error) {
	if head == base {
		return Distance{Related: true}, nil
	}
	c, _, err := call(ctx, r.client, fmt.Sprintf("compare %.7s...%.7s of %s", base, head, r),
		func(ctx context.Context) (*github.CommitsComparison, *github.Response, error) {
			// Only the first page has the files; neither they nor the commits are needed.
			return r.github.Repositories.CompareCommits(ctx, r.owner, r.name, base, head, &github.ListOptions{Page: 2, PerPage: 1})
		})
	if errors.Is(err, ErrNotFound) {
		return Distance{}, nil
	}
	return Distance{Ahead: c.GetAheadBy(), Behind: c.GetBehindBy(), Related: err == nil}, err
}

// Contains reports whether base is in the history of head, with one request. It is not if GitHub has no such commit, or if they
// share no history.
func (r *Repository) Contains(ctx context.Context, head, base string) (bool, error) {
	d, err := r.Distance(ctx, head, base)
	return d.Related && d.Behind == 0, err
}

// Commits returns the newest commits of head's history, at most limit, newest first, and how many commits it has in total.
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

// CommitsTouching returns the SHAs of the newest commits in head's history since a time that change a file below path, at most limit, newest
// first ("List commits").
func (r *Repository) CommitsTouching(ctx context.Context, head, path string, since time.Time, limit int) ([]string, error) {
	commits, err := pages(ctx, r.client, fmt.Sprintf("list commits of %s@%.7s that touch %q", r, head, path), limit,
		func(ctx context.Context, o github.ListOptions) ([]*github.RepositoryCommit, *github.Response, error) {
			return r.github.Repositories.ListCommits(ctx, r.owner, r.name, &github.CommitsListOptions{SHA: head, Path: path, Since: since, ListOptions: o})
		})
	shas := make([]string, len(commits))
	for i, c := range commits {
		shas[i] = c.GetSHA()
	}
	return shas, err
}

// Commit returns the commit that a SHA, a tag or a branch names ("Get a commit"), with one file at most. ErrNotFound says that
// the name does not exist.
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

// CommitFiles returns the files that a commit changes compared with its first parent. truncated says that there may be more
// than the 3,000 that GitHub lists ("Get a commit").
func (r *Repository) CommitFiles(ctx context.Context, sha string) (patches []diff.Patch, truncated bool, err error) {
	files, err := pages(ctx, r.client, fmt.Sprintf("list files of commit %s@%.7s", r, sha), MaxFiles,
		func(ctx context.Context, o github.ListOptions) ([]*github.CommitFile, *github.Response, error) {
			c, resp, err := r.github.Repositories.GetCommit(ctx, r.owner, r.name, sha, &o)
			if err != nil {
				return nil, resp, err
			}
			return c.Files, resp, nil
		})
	return Patches(files), len(files) == MaxFiles, err
}

// Patches converts the files of a commit, a pull request or a comparison. The text of binary and of large files is empty.
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

// escape makes a name, which may contain slashes, one element of a URL's path.
func escape(name string) string { return url.PathEscape(name) }
