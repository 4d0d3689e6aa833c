package githubapp

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// LineComment is a comment on lines of the new side of a pull request's diff.
type LineComment struct {
	Path        string
	First, Last int // in one hunk
	Body        string
}

// CreateReview submits a review with comments on a commit of the pull request. It does not approve. It is all or nothing: a line outside the
// commit's diff fails it with ErrUnprocessable. GitHub does not make it unique: before repeating the call, look at Reviewed.
func (r *Repository) CreateReview(ctx context.Context, number int, sha, body string, comments []LineComment) (url string, err error) {
	lines := make([]map[string]any, len(comments))
	for i, c := range comments {
		lines[i] = map[string]any{"path": c.Path, "body": c.Body, "side": "RIGHT", "line": c.Last}
		if c.First < c.Last {
			lines[i]["start_line"], lines[i]["start_side"] = c.First, "RIGHT"
		}
	}
	made, _, err := call(ctx, r.client, fmt.Sprintf("review %s#%d", r, number),
		func(ctx context.Context) (*github.PullRequestReview, *github.Response, error) {
			return send[*github.PullRequestReview](ctx, r.client, http.MethodPost, fmt.Sprintf("repos/%s/pulls/%d/reviews", r, number),
				map[string]any{"commit_id": sha, "body": body, "event": "COMMENT", "comments": lines})
		})
	return made.GetHTMLURL(), err
}

// UpdateLineComment replaces the text of a comment on lines. It returns ErrNotFound if the comment was deleted.
func (r *Repository) UpdateLineComment(ctx context.Context, id int64, body string) error {
	_, _, err := call(ctx, r.client, fmt.Sprintf("update review comment %d of %s", id, r),
		func(ctx context.Context) (*github.PullRequestComment, *github.Response, error) {
			return send[*github.PullRequestComment](ctx, r.client, http.MethodPatch,
				fmt.Sprintf("repos/%s/pulls/comments/%d", r, id), map[string]string{"body": body})
		})
	return err
}

const (
	resolveMutation   = `mutation($thread: ID!) { resolveReviewThread(input: {threadId: $thread}) { thread { isResolved } } }`
	unresolveMutation = `mutation($thread: ID!) { unresolveReviewThread(input: {threadId: $thread}) { thread { isResolved } } }`
)

// ResolveThread resolves a conversation. It returns ErrForbidden if the App may not write contents, and ErrNotFound if the conversation was
// deleted. Repeating it does no harm.
func (r *Repository) ResolveThread(ctx context.Context, id string) error {
	var answer struct{}
	return r.graphQL(ctx, fmt.Sprintf("resolve a conversation of %s", r), resolveMutation, map[string]any{"thread": id}, &answer)
}

// UnresolveThread opens a conversation again, with the same errors.
func (r *Repository) UnresolveThread(ctx context.Context, id string) error {
	var answer struct{}
	return r.graphQL(ctx, fmt.Sprintf("open a conversation of %s again", r), unresolveMutation, map[string]any{"thread": id}, &answer)
}

// Reviewed has this App's reviews and conversations on a pull request.
type Reviewed struct {
	HeadSHA string // of the pull request now
	Reviews []OwnReview
	Threads []OwnThread
}

// OwnReview is a review that this App submitted.
type OwnReview struct{ SHA, Body string }

// OwnThread is a conversation that this App began on lines.
type OwnThread struct {
	ID         string // of GraphQL
	CommentID  int64  // of its first comment
	Body       string
	IsResolved bool
	ResolvedBy string // login of the person; "" for an App
	ResolverID int64
	Resolvable bool // by this App: GitHub asks it for Contents: write
	Reopenable bool // by this App, if it is resolved
}

const reviewedQuery = `query($owner: String!, $name: String!, $number: Int!, $last: Int!, $reviews: String, $threads: String) { repository(owner: $owner, name: $name) { pullRequest(number: $number) {
  headRefOid
  reviews(last: $last, before: $reviews) { pageInfo { hasPreviousPage startCursor } nodes { viewerDidAuthor body commit { oid } } }
  reviewThreads(last: $last, before: $threads) { pageInfo { hasPreviousPage startCursor } nodes { id isResolved viewerCanResolve viewerCanUnresolve resolvedBy { login databaseId } comments(first: 1) { nodes { databaseId viewerDidAuthor body } } } }
} } }`

// Reviewed returns this App's reviews among the last 100 of a pull request, and its threads among the last 100, oldest first, in one request.
func (r *Repository) Reviewed(ctx context.Context, number int) (found Reviewed, err error) {
	variables := map[string]any{"number": number, "reviews": nil, "threads": nil}
	err = r.Portions(ctx, pageSize, pageSize, func(_, size int) (bool, error) {
		var answer reviewed
		variables["last"] = size
		if err := r.graphQL(ctx, fmt.Sprintf("list reviews of %s#%d", r, number), reviewedQuery, variables, &answer); err != nil {
			return false, err
		}
		pull := &answer.Repository.PullRequest
		found.HeadSHA = pull.HeadRefOID
		found.Reviews, found.Threads = append(pull.ownReviews(), found.Reviews...), append(pull.ownThreads(), found.Threads...)
		more := false
		for name, page := range map[string]pageInfo{"reviews": pull.Reviews.PageInfo, "threads": pull.ReviewThreads.PageInfo} {
			more = more || page.HasPreviousPage
			if page.StartCursor != "" { // else the page is empty
				variables[name] = page.StartCursor
			}
		}
		return more, nil
	})
	return found, err
}

type reviewed struct {
	Repository struct{ PullRequest reviewedPull }
}

type reviewedPull struct {
	HeadRefOID string
	Reviews    struct {
		PageInfo pageInfo
		Nodes    []struct {
			ViewerDidAuthor bool
			Body            string
			Commit          *struct{ OID string }
		}
	}
	ReviewThreads struct {
		PageInfo pageInfo
		Nodes    []struct {
			ID                 string
			IsResolved         bool
			ViewerCanResolve   bool
			ViewerCanUnresolve bool
			ResolvedBy         *struct {
				Login      string
				DatabaseID int64
			}
			Comments struct {
				Nodes []struct {
					DatabaseID      int64
					ViewerDidAuthor bool
					Body            string
				}
			}
		}
	}
}

func (p *reviewedPull) ownReviews() (own []OwnReview) {
	for _, n := range p.Reviews.Nodes {
		if n.ViewerDidAuthor && n.Commit != nil {
			own = append(own, OwnReview{n.Commit.OID, n.Body})
		}
	}
	return own
}

func (p *reviewedPull) ownThreads() (own []OwnThread) {
	for _, n := range p.ReviewThreads.Nodes {
		for _, c := range n.Comments.Nodes {
			if c.ViewerDidAuthor {
				t := OwnThread{
					ID: n.ID, CommentID: c.DatabaseID, Body: c.Body,
					IsResolved: n.IsResolved, Resolvable: n.ViewerCanResolve, Reopenable: n.ViewerCanUnresolve,
				}
				if by := n.ResolvedBy; by != nil {
					t.ResolvedBy, t.ResolverID = by.Login, by.DatabaseID
				}
				own = append(own, t)
			}
		}
	}
	return own
}
