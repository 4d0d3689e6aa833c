package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxComment is GitHub's limit, in characters.
const maxComment = 65536

// Comment is a comment as GitHub would show it.
type Comment struct {
	ID        int64
	Number    int // of the pull request or the issue
	Author    Account
	AppID     int64 // the App that wrote it; 0 for a person
	Body      string
	Reactions []string // of this App
	HTMLURL   string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Comments returns the comments of a pull request or an issue, oldest first.
func (s *Server) Comments(number int) []Comment {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Comment
	for _, c := range s.comments {
		if c.Number == number {
			found = append(found, *c)
		}
	}
	return found
}

// AddComment adds a comment by a person, or by the App in AppID, and returns its ID.
func (s *Server) AddComment(c Comment) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addComment(c).ID
}

// DeleteComment deletes a comment, as people with write access can.
func (s *Server) DeleteComment(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.comments = slices.DeleteFunc(s.comments, func(c *Comment) bool { return c.ID == id })
}

func (s *Server) addComment(c Comment) *Comment {
	c.Author = s.author(c.Author, c.AppID)
	def(&c.CreatedAt, s.now())
	def(&c.UpdatedAt, c.CreatedAt)
	c.ID = s.nextID()
	c.HTMLURL = fmt.Sprintf("%s/%s/pull/%d#issuecomment-%d", webURL, s.fullName(), c.Number, c.ID)
	s.comments = append(s.comments, &c)
	return &c
}

// author returns the App as an author or, for 0, the account, by default octocat.
func (s *Server) author(a Account, appID int64) Account {
	if appID != 0 {
		a = s.bot(appID)
	}
	def(&a.Login, "octocat")
	def(&a.Type, "User")
	return a
}

// listComments is "List issue comments".
func (s *Server) listComments(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	number, ok := s.pullNumber(r)
	if !ok {
		return notFound
	}
	var found []*Comment
	for _, c := range s.comments {
		if c.Number == number {
			found = append(found, c)
		}
	}
	comments, header := pageObjects(r, found, s.commentObject)
	return answer{status: http.StatusOK, header: header, body: comments}
}

// createComment is "Create an issue comment".
func (s *Server) createComment(r *http.Request) answer {
	body, problem := commentBody(r)
	if problem != nil {
		return *problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	number, ok := s.pullNumber(r)
	if !ok {
		return notFound
	}
	if s.issues[number] && !s.grants(permission{"issues", write}) {
		return failure(http.StatusForbidden, "Resource not accessible by integration")
	}
	return answer{status: http.StatusCreated, body: s.commentObject(s.addComment(Comment{Number: number, AppID: s.o.AppID, Body: body}))}
}

// updateComment is "Update an issue comment".
func (s *Server) updateComment(r *http.Request) answer {
	return s.editComment(r, func(id int64, body string) object {
		i := slices.IndexFunc(s.comments, func(c *Comment) bool { return c.ID == id })
		if i < 0 {
			return nil
		}
		c := s.comments[i]
		c.Body, c.UpdatedAt = body, s.now()
		return s.commentObject(c)
	})
}

// editComment answers with a comment after the change; nil says that there is none.
func (s *Server) editComment(r *http.Request, change func(id int64, body string) object) answer {
	body, problem := commentBody(r)
	if problem != nil {
		return *problem
	}
	id, _ := strconv.ParseInt(r.PathValue("comment_id"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	if changed := change(id, body); changed != nil {
		return answer{status: http.StatusOK, body: changed}
	}
	return notFound
}

func commentBody(r *http.Request) (string, *answer) {
	var req struct {
		Body *string `json:"body"`
	}
	var problem answer
	switch err := json.NewDecoder(r.Body).Decode(&req); {
	case err != nil:
		problem = failure(http.StatusBadRequest, "Problems parsing JSON")
	case req.Body == nil || strings.TrimSpace(*req.Body) == "":
		problem = invalid("IssueComment", "body", "Body can't be blank")
	case utf8.RuneCountInString(*req.Body) > maxComment:
		problem = invalid("IssueComment", "body", fmt.Sprintf("Body is too long (maximum is %d characters)", maxComment))
	default:
		return *req.Body, nil
	}
	return "", &problem
}

func (s *Server) pullNumber(r *http.Request) (int, bool) {
	number, _ := strconv.Atoi(r.PathValue("issue_number"))
	_, ok := s.pulls[number]
	return number, ok || s.issues[number]
}

func (s *Server) commentObject(c *Comment) object {
	var app any
	if c.AppID != 0 {
		app = s.appObject(c.AppID)
	}
	return object{
		"id": c.ID, "node_id": nodeID("IssueComment", c.ID), "body": c.Body, "user": accountObject(c.Author), "author_association": "NONE",
		"url": fmt.Sprintf("%s/issues/comments/%d", s.repoURL(), c.ID), "html_url": c.HTMLURL,
		"issue_url": fmt.Sprintf("%s/issues/%d", s.repoURL(), c.Number), "performed_via_github_app": app,
		"reactions":  reactionsObject(fmt.Sprintf("%s/issues/comments/%d", s.repoURL(), c.ID)),
		"created_at": stamp(c.CreatedAt), "updated_at": stamp(c.UpdatedAt),
	}
}
