package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
)

// Review is a review as GitHub would show it.
type Review struct {
	ID       int64
	Number   int // of the pull request
	Author   Account
	AppID    int64 // the App that submitted it; 0 for a person
	SHA      string
	Body     string
	Comments []*LineComment
	at       time.Time
}

// LineComment is a comment on lines of the diff. It begins a thread.
type LineComment struct {
	ID          int64
	Path        string
	First, Last int
	Body        string
	Resolved    bool
	by          Account // who resolved it
	number      int     // of the pull request
	sha         string
	review      int64
	author      Account
	at          time.Time
}

// Reviews returns the reviews of a pull request, oldest first.
func (s *Server) Reviews(number int) (found []Review) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.reviews {
		if v.Number == number {
			review := *v
			review.Comments = nil
			for _, c := range v.Comments {
				comment := *c
				review.Comments = append(review.Comments, &comment)
			}
			found = append(found, review)
		}
	}
	return found
}

// AddReview adds a review by a person, or by the App in AppID.
func (s *Server) AddReview(v Review) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addReview(&v)
}

// DeleteLineComment deletes a comment with its thread, as people with write access can.
func (s *Server) DeleteLineComment(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.reviews {
		v.Comments = slices.DeleteFunc(v.Comments, func(c *LineComment) bool { return c.ID == id })
	}
}

func (s *Server) addReview(v *Review) {
	v.Author = s.author(v.Author, v.AppID)
	v.ID, v.at = s.nextID(), s.now()
	for _, c := range v.Comments {
		c.ID, c.number, c.sha, c.review, c.author, c.at = s.nextID(), v.Number, v.SHA, v.ID, v.Author, v.at
	}
	s.reviews = append(s.reviews, v)
}

// createReview is "Create a review for a pull request".
func (s *Server) createReview(r *http.Request) answer {
	var req struct {
		CommitID string `json:"commit_id"`
		Body     string `json:"body"`
		Event    string `json:"event"`
		Comments []struct {
			Path      string `json:"path"`
			Body      string `json:"body"`
			Line      int    `json:"line"`
			Side      string `json:"side"`
			StartLine int    `json:"start_line"`
		} `json:"comments"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	p, d, failed, ok := s.pullAndDiff(r)
	if !ok {
		return failed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := &Review{Number: p.Number, AppID: s.o.AppID, SHA: req.CommitID, Body: req.Body}
	for _, c := range req.Comments {
		first := c.StartLine
		if first == 0 {
			first = c.Line
		}
		if req.CommitID != p.headSHA || c.Side != "RIGHT" || strings.TrimSpace(c.Body) == "" || !shows(d.files, c.Path, first, c.Line) {
			a := failure(http.StatusUnprocessableEntity, "Unprocessable Entity")
			a.body.(object)["errors"] = []any{"Line could not be resolved"}
			return a
		}
		v.Comments = append(v.Comments, &LineComment{Path: c.Path, First: first, Last: c.Line, Body: c.Body})
	}
	if req.Event != "COMMENT" { // without an event only the App would see it
		return invalid("PullRequestReview", "event", "a review by DevPlus is a comment")
	}
	if strings.TrimSpace(req.Body) == "" {
		return invalid("PullRequestReview", "body", "body is required for the event COMMENT")
	}
	s.addReview(v)
	return answer{status: http.StatusOK, body: s.reviewObject(v)}
}

// shows reports whether one hunk of a file has all the lines.
func shows(files []file, path string, first, last int) bool {
	var scanner diff.Scanner
	for _, f := range files {
		if f.Path != path {
			continue
		}
		for _, r := range scanner.Hunks(&f.Patch).Ranges {
			if r.Start <= first && first <= last && last <= r.End {
				return true
			}
		}
	}
	return false
}

// updateLineComment is "Update a review comment for a pull request".
func (s *Server) updateLineComment(r *http.Request) answer {
	return s.editComment(r, func(id int64, body string) object {
		c := s.lineComment(id)
		if c == nil {
			return nil
		}
		c.Body = body
		return s.lineCommentObject(c)
	})
}

// lineComment returns the comment of that ID, nil if there is none.
func (s *Server) lineComment(id int64) *LineComment {
	for _, v := range s.reviews {
		for _, c := range v.Comments {
			if c.ID == id {
				return c
			}
		}
	}
	return nil
}

func (s *Server) pullURLs(number int) (api, web string) {
	return fmt.Sprintf("%s/pulls/%d", s.repoURL(), number), fmt.Sprintf("%s/%s/pull/%d", webURL, s.fullName(), number)
}

func (s *Server) reviewObject(v *Review) object {
	api, web := s.pullURLs(v.Number)
	html := fmt.Sprintf("%s#pullrequestreview-%d", web, v.ID)
	return object{
		"id": v.ID, "node_id": nodeID("PullRequestReview", v.ID), "user": accountObject(v.Author), "body": v.Body, "state": "COMMENTED",
		"commit_id": v.SHA, "html_url": html, "pull_request_url": api, "author_association": "NONE", "submitted_at": stamp(v.at),
		"_links": object{"html": object{"href": html}, "pull_request": object{"href": api}},
	}
}

func (s *Server) lineCommentObject(c *LineComment) object {
	api, web := s.pullURLs(c.number)
	self, html := fmt.Sprintf("%s/pulls/comments/%d", s.repoURL(), c.ID), fmt.Sprintf("%s#discussion_r%d", web, c.ID)
	var start, startSide any
	if c.First < c.Last {
		start, startSide = c.First, "RIGHT"
	}
	return object{
		"id": c.ID, "node_id": nodeID("PullRequestReviewComment", c.ID), "url": self, "html_url": html, "pull_request_url": api,
		"pull_request_review_id": c.review, "diff_hunk": "@@ -1 +1 @@", "path": c.Path, "commit_id": c.sha, "original_commit_id": c.sha,
		"user": accountObject(c.author), "body": c.Body, "created_at": stamp(c.at), "updated_at": stamp(c.at), "author_association": "NONE",
		"position": 1, "original_position": 1, "line": c.Last, "original_line": c.Last, "side": "RIGHT",
		"start_line": start, "original_start_line": start, "start_side": startSide, "reactions": reactionsObject(self),
		"_links": object{"self": object{"href": self}, "html": object{"href": html}, "pull_request": object{"href": api}},
	}
}

func (c *LineComment) threadID() string { return nodeID("PullRequestReviewThread", c.ID) }

// resolver is the person who resolved the thread; nil for an App, which is no user.
func (c *LineComment) resolver() any {
	if !c.Resolved || c.by.Type != "User" {
		return nil
	}
	return object{"__typename": "User", "login": c.by.Login, "databaseId": accountID(c.by.Login)}
}

// graphReviews are the reviews of a pull request.
func (s *Server) graphReviews(number int) []object {
	s.mu.Lock()
	defer s.mu.Unlock()
	nodes := []object{}
	for _, v := range s.reviews {
		if v.Number == number {
			nodes = append(nodes, object{
				"__typename": "PullRequestReview", "viewerDidAuthor": v.AppID == s.o.AppID, "body": v.Body, "state": "COMMENTED",
				"commit": object{"__typename": "Commit", "oid": v.SHA}, "author": graphActor(v.Author),
			})
		}
	}
	return nodes
}

// graphThreads are the conversations on lines of a pull request.
func (s *Server) graphThreads(number int) []object {
	s.mu.Lock()
	defer s.mu.Unlock()
	nodes := []object{}
	for _, v := range s.reviews {
		if v.Number != number {
			continue
		}
		for _, c := range v.Comments {
			comment := object{"__typename": "PullRequestReviewComment", "databaseId": c.ID, "viewerDidAuthor": v.AppID == s.o.AppID, "body": c.Body}
			nodes = append(nodes, object{
				"__typename": "PullRequestReviewThread", "id": c.threadID(), "isResolved": c.Resolved,
				"viewerCanResolve": !c.Resolved && s.o.ContentsWrite, "viewerCanUnresolve": c.Resolved && s.o.ContentsWrite,
				"resolvedBy": resolver(func(object) (any, error) { return c.resolver(), nil }),
				"comments":   resolver(func(args object) (any, error) { return connection(args, []object{comment}) }),
			})
		}
	}
	return nodes
}

// ReviewThreadPayload resolves or unresolves the thread of a comment and returns the payload of that event, of which by is the sender.
func (s *Server) ReviewThreadPayload(resolved bool, commentID int64, by Account) ([]byte, error) {
	s.mu.Lock()
	thread := s.lineComment(commentID)
	if thread != nil {
		thread.Resolved, thread.by = resolved, by
	}
	s.mu.Unlock()
	if thread == nil {
		return nil, fmt.Errorf("payload of the thread of comment %d: there is none", commentID)
	}
	p := s.pull(thread.number)
	d, err := p.diff()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	action := "resolved"
	if !resolved {
		action = "unresolved"
	}
	payload := s.envelope(action, by)
	payload["pull_request"] = s.pullObject(p, d)
	payload["thread"] = object{"node_id": thread.threadID(), "comments": []object{s.lineCommentObject(thread)}}
	return json.Marshal(payload)
}
