package githubapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// maxHistoryFiles bounds the files of a change whose history is read: GitHub walks the history for each, and ends a query after 10 s ("Rate
// limits and query limits for the GraphQL API").
const maxHistoryFiles = 10

// HistoryQuery names a change whose files' history is read.
type HistoryQuery struct {
	BaseSHA  string // whose history counts
	HeadSHA  string // its time is the time of the change
	AuthorID string // node ID of a User
	Patches  []diff.Patch
	// Blame also requests the authors of the lines that the change replaces, for Reviewers only.
	Blame bool
}

// files returns the files whose history counts, those with the most changed lines, at most maxHistoryFiles.
func (c HistoryQuery) files() []diff.Patch {
	patches := slices.DeleteFunc(slices.Clone(c.Patches), func(p diff.Patch) bool { return !change.NeedsHistory(p) })
	slices.SortFunc(patches, func(a, b diff.Patch) int {
		return cmp.Or(cmp.Compare(b.Additions+b.Deletions, a.Additions+a.Deletions), cmp.Compare(a.Path, b.Path))
	})
	return patches[:min(len(patches), maxHistoryFiles)]
}

// ChangeHistory returns the history, before the change, of the repository and of the files with the most changed lines. It makes one request
// with at most 102 nodes and the blame of three files; if that is too much for GitHub, several with fewer files. GitHub does not follow
// renames, truncates a long first line of a message, and counts an author's commits by account, merges included. A partial answer is an
// error: half a history would look like a quiet one.
func (r *Repository) ChangeHistory(ctx context.Context, c HistoryQuery) (*change.History, error) {
	h := new(fileHistory)
	if err := r.addHistory(ctx, c, c.files(), h); err != nil {
		return nil, err
	}
	h.Reviewers = h.knowledge.Reviewers()
	return &h.History, nil
}

// fileHistory is a partially read history.
type fileHistory struct {
	change.History
	knowledge change.Knowledge
}

// addHistory adds the history of files, and the counts that are the same for each part of them.
func (r *Repository) addHistory(ctx context.Context, c HistoryQuery, files []diff.Patch, h *fileHistory) error {
	err := r.addHistoryAtOnce(ctx, c, files, h)
	if err != nil && c.Blame && blameFields(files) != "" && withoutBlame(ctx, err) { // the score must not depend on it
		c.Blame = false
		err = r.addHistoryAtOnce(ctx, c, files, h)
	}
	switch half := len(files) / 2; {
	case err == nil || !tooMuch(ctx, err):
		return err
	case len(files) > 1:
		c.Blame = false
		if err := r.addHistory(ctx, c, files[:half], h); err != nil {
			return err
		}
		return r.addHistory(ctx, c, files[half:], h)
	case len(files) == 1 && (r.settling || errors.Is(err, ErrTooBig)):
		if err := r.addHistoryAtOnce(ctx, c, nil, h); err != nil {
			return err // no answer at all: GitHub is unreachable
		}
		h.FileBeyond(files[0].Path)
		return nil
	}
	return err
}

// errNoChange means that GitHub does not know the change at all, so that smaller queries fail too.
var errNoChange = fmt.Errorf("%w: the change's base or head", ErrNotFound)

// tooMuch reports whether GitHub may answer a smaller query. It ends one after 10 s, mostly with 502 or an error without a type.
func tooMuch(ctx context.Context, err error) bool {
	var answer *answerError
	slow := errors.As(err, &answer) && (answer.status == http.StatusBadGateway || answer.status == http.StatusGatewayTimeout)
	return ctx.Err() == nil && (errors.Is(err, ErrTooBig) || slow || errors.Is(err, context.DeadlineExceeded))
}

func (r *Repository) addHistoryAtOnce(ctx context.Context, c HistoryQuery, files []diff.Patch, h *fileHistory) error {
	paths := make([]string, len(files))
	for n, file := range files {
		paths[n] = file.PathBefore()
	}
	parameters, fields, variables := repeat(paths, "String!", fmt.Sprintf(
		"history(first: %d, path: $v) { nodes { committedDate messageHeadline author { email user { id login } } parents(first: 1) { totalCount } } }", change.MaxFileCommits))
	if c.Blame {
		fields += blameFields(files)
	}
	variables["base"], variables["head"], variables["author"] = c.BaseSHA, c.HeadSHA, c.AuthorID
	query := "query($owner: String!, $name: String!, $base: GitObjectID!, $head: GitObjectID!, $author: ID!" + parameters + `) {
  repository(owner: $owner, name: $name) {
    head: object(oid: $head) { ... on Commit { committedDate } }
    base: object(oid: $base) {
      ... on Commit {
        all: history(first: 1) { totalCount }
        own: history(first: 1, author: {id: $author}) { totalCount }
` + fields + `      }
    }
  }
}`
	var answer struct {
		Repository struct {
			Head *struct{ CommittedDate time.Time }
			Base map[string]struct { // history or blame by its alias
				TotalCount int
				Nodes      []pastCommit
				Ranges     []blameRange
			}
		}
	}
	doing := fmt.Sprintf("get the history of %d files of %s@%.7s", len(files), r, c.BaseSHA)
	if err := r.graphQL(ctx, doing, query, variables, &answer); err != nil {
		return err
	}
	found := answer.Repository
	if found.Head == nil || found.Base == nil {
		return fmt.Errorf("%s: %w", doing, errNoChange)
	}
	h.Authored, h.Commits = found.Base["own"].TotalCount, found.Base["all"].TotalCount
	for n, history := range answersOf(found.Base, len(files)) {
		var commits []change.FileCommit
		for _, node := range history.Nodes {
			if node.Parents.TotalCount <= 1 {
				commits = append(commits, node.fileCommit())
			}
		}
		h.File(files[n].Path, found.Head.CommittedDate, c.AuthorID, commits)
		h.knowledge.File(found.Head.CommittedDate, c.AuthorID, commits, replacedByAuthor(found.Base[fmt.Sprint("b", n)].Ranges, files[n]))
	}
	return nil
}

// pastCommit is a commit of a file's history.
type pastCommit struct {
	CommittedDate   time.Time
	MessageHeadline string
	Author          struct {
		Email string
		User  *struct{ ID, Login string }
	}
	Parents struct{ TotalCount int }
}

// fileCommit converts the commit.
func (c pastCommit) fileCommit() change.FileCommit {
	commit := change.FileCommit{Time: c.CommittedDate, Fix: change.SaysFix(c.MessageHeadline), Author: strings.ToLower(c.Author.Email)}
	if user := c.Author.User; user != nil {
		commit.Author, commit.Account = user.ID, user.Login
	}
	return commit
}
