package githubapp

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// maxHistoryFiles is how many files of a change have their history read. GitHub walks the history for each, and ends a query
// after 10 s ("Rate limits and query limits for the GraphQL API").
const maxHistoryFiles = 10

// HistoryQuery names a change whose files' history is read.
type HistoryQuery struct {
	BaseSHA  string // whose history counts
	HeadSHA  string // its time is the time of the change
	AuthorID string // node ID of a User
	Patches  []diff.Patch
}

// files returns the files whose history counts, those with the most changed lines, at most maxHistoryFiles.
func (c HistoryQuery) files() []diff.Patch {
	patches := slices.DeleteFunc(slices.Clone(c.Patches), func(p diff.Patch) bool { return !change.NeedsHistory(p) })
	slices.SortFunc(patches, func(a, b diff.Patch) int {
		return cmp.Or(cmp.Compare(b.Additions+b.Deletions, a.Additions+a.Deletions), cmp.Compare(a.Path, b.Path))
	})
	return patches[:min(len(patches), maxHistoryFiles)]
}

// ChangeHistory returns what happened before the change to the repository and to the files with the most changed lines. It is one
// request with at most 102 nodes. GitHub does not follow renames, truncates a long first line of a message, and counts an author's
// commits by account, merges included. A partial answer is an error: half a history would look like a quiet one.
func (r *Repository) ChangeHistory(ctx context.Context, c HistoryQuery) (*change.History, error) {
	files := c.files()
	paths := make([]string, len(files))
	for n, file := range files {
		paths[n] = cmp.Or(file.PreviousPath, file.Path)
	}
	parameters, fields, variables := repeat(paths, "String!", fmt.Sprintf(
		"history(first: %d, path: $v) { nodes { committedDate messageHeadline author { email user { id } } parents(first: 1) { totalCount } } }", change.MaxFileCommits))
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
			Base map[string]struct { // history by its alias
				TotalCount int
				Nodes      []struct {
					CommittedDate   time.Time
					MessageHeadline string
					Author          struct {
						Email string
						User  *struct{ ID string }
					}
					Parents struct{ TotalCount int }
				}
			}
		}
	}
	doing := fmt.Sprintf("get the history of %d files of %s@%.7s", len(files), r, c.BaseSHA)
	if err := r.graphQL(ctx, doing, query, variables, &answer); err != nil {
		return nil, err
	}
	found := answer.Repository
	if found.Head == nil || found.Base == nil {
		return nil, fmt.Errorf("%s: %w: the change's base or head", doing, ErrNotFound)
	}
	h := &change.History{Authored: found.Base["own"].TotalCount, Commits: found.Base["all"].TotalCount}
	for n, history := range answersOf(found.Base, len(files)) {
		var commits []change.FileCommit
		for _, node := range history.Nodes {
			if node.Parents.TotalCount <= 1 {
				author := strings.ToLower(node.Author.Email)
				if node.Author.User != nil {
					author = node.Author.User.ID
				}
				commits = append(commits, change.FileCommit{Time: node.CommittedDate, Fix: change.SaysFix(node.MessageHeadline), Author: author})
			}
		}
		h.File(files[n].Path, found.Head.CommittedDate, c.AuthorID, commits)
	}
	return h, nil
}
