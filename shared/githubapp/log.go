package githubapp

import (
	"context"
	"fmt"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/text"
)

// Author is the author of a commit.
type Author struct {
	Login string // "" if no account has the address
	Name  string
	Email string
}

// Commit is a commit of a history.
type Commit struct {
	SHA    string
	Parent string // the first; "" for a root
	Merge  bool   // it has several parents
	At     time.Time
	Author Author
	// Message is its title and text, at most 2 KiB.
	Message string
}

// maxMessage bounds Commit.Message, in bytes.
const maxMessage = 2 << 10

type graphAuthor struct {
	Name, Email string
	User        struct{ Login string }
}

func (g graphAuthor) author() Author {
	return Author{Login: g.User.Login, Name: g.Name, Email: g.Email}
}

const authorFields = `author { name email user { login } }`

const logQuery = `query($owner: String!, $name: String!, $sha: GitObjectID!, $since: GitTimestamp!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $sha) {
      ... on Commit {
        history(first: $first, after: $after, since: $since) {
          nodes { oid committedDate message parents(first: 1) { totalCount nodes { oid } } ` + authorFields + ` }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`

// Log returns the commits of sha's history since a time, newest first, at most limit, 100 a request. more says that there are
// older ones.
func (r *Repository) Log(ctx context.Context, sha string, since time.Time, limit int) (commits []Commit, more bool, err error) {
	variables := map[string]any{"sha": sha, "since": since.UTC().Format(time.RFC3339), "after": nil}
	err = r.Portions(ctx, limit, pageSize, func(_, size int) (bool, error) {
		var answer logPage
		variables["first"] = size
		if err := r.graphQL(ctx, fmt.Sprintf("list commits of %s@%.7s", r, sha), logQuery, variables, &answer); err != nil {
			return false, err
		}
		history := &answer.Repository.Object.History
		for _, n := range history.Nodes {
			c := Commit{SHA: n.OID, At: n.CommittedDate, Merge: n.Parents.TotalCount > 1, Author: n.Author.author(), Message: text.Head(n.Message, maxMessage)}
			if len(n.Parents.Nodes) > 0 {
				c.Parent = n.Parents.Nodes[0].OID
			}
			commits = append(commits, c)
		}
		more, variables["after"] = history.PageInfo.HasNextPage, history.PageInfo.EndCursor
		return more, nil
	})
	if err != nil {
		return nil, false, err
	}
	return commits, more, nil
}

type logPage struct {
	Repository struct {
		Object struct {
			History struct {
				Nodes []struct {
					OID           string
					CommittedDate time.Time
					Message       string
					Parents       struct {
						TotalCount int
						Nodes      []struct{ OID string }
					}
					Author graphAuthor
				}
				PageInfo pageInfo
			}
		}
	}
}

// Oldest returns the time of the oldest of the total commits in sha's history.
func (r *Repository) Oldest(ctx context.Context, sha string, total int) (time.Time, error) {
	commits, _, err := call(ctx, r.client, fmt.Sprintf("get the oldest commit of %s", r),
		func(ctx context.Context) ([]*github.RepositoryCommit, *github.Response, error) {
			return r.github.Repositories.ListCommits(ctx, r.owner, r.name, &github.CommitsListOptions{SHA: sha, ListOptions: github.ListOptions{Page: total, PerPage: 1}})
		})
	if err != nil || len(commits) == 0 {
		return time.Time{}, err
	}
	return commits[0].GetCommit().GetCommitter().GetDate().Time, nil
}

// PathHistory is the history of one path.
type PathHistory struct {
	Commits int          // how many changed it
	Newest  []PathCommit // of these, at most 100
}

// PathCommit is a commit that changed a path.
type PathCommit struct {
	SHA    string
	Author Author
}

// PathHistories returns the history of each path, a file or folder, from sha back to a time, in one request, several where GitHub runs out of
// time: it walks the history for each path.
func (r *Repository) PathHistories(ctx context.Context, sha string, since time.Time, paths []string) (histories []PathHistory, err error) {
	err = inBatches(ctx, r, paths, func(some []string) error {
		found, err := r.pathHistories(ctx, sha, since, some)
		histories = append(histories, found...)
		return err
	})
	return histories, err
}

func (r *Repository) pathHistories(ctx context.Context, sha string, since time.Time, paths []string) ([]PathHistory, error) {
	parameters, fields, variables := repeat(paths, "String!", "history(first: 100, path: $v, since: $since) { totalCount nodes { oid "+authorFields+" } }")
	variables["sha"], variables["since"] = sha, since.UTC().Format(time.RFC3339)
	query := "query($owner: String!, $name: String!, $sha: GitObjectID!, $since: GitTimestamp!" + parameters + ") {\n" +
		"  repository(owner: $owner, name: $name) {\n    object(oid: $sha) {\n      ... on Commit {\n" + fields + "      }\n    }\n  }\n}"
	var answer struct {
		Repository struct {
			Object map[string]struct {
				TotalCount int
				Nodes      []struct {
					OID    string
					Author graphAuthor
				}
			}
		}
	}
	if err := r.graphQL(ctx, fmt.Sprintf("look at the history of %d paths of %s", len(paths), r), query, variables, &answer); err != nil {
		return nil, err
	}
	histories := make([]PathHistory, len(paths))
	for n, found := range answersOf(answer.Repository.Object, len(paths)) {
		histories[n].Commits = found.TotalCount
		for _, node := range found.Nodes {
			histories[n].Newest = append(histories[n].Newest, PathCommit{node.OID, node.Author.author()})
		}
	}
	return histories, nil
}
