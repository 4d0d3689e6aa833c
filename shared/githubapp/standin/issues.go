package standin

import (
	"encoding/json"
	"fmt"
)

// IssueCommentPayload returns the payload of an issue_comment event, such as "created", about a comment on a pull request or an issue.
func (s *Server) IssueCommentPayload(action string, commentID int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.comments {
		if c.ID == commentID {
			payload := s.envelope(action, c.Author)
			payload["comment"], payload["issue"] = s.commentObject(c), s.issueObject(c.Number)
			return json.Marshal(payload)
		}
	}
	return nil, fmt.Errorf("payload of comment %d: there is none", commentID)
}

// issueObject is an issue, or a pull request as one; the lock is held.
func (s *Server) issueObject(number int) object {
	api, web := fmt.Sprintf("%s/issues/%d", s.repoURL(), number), fmt.Sprintf("%s/%s/issues/%d", webURL, s.fullName(), number)
	issue := object{
		"id": number, "node_id": nodeID("Issue", int64(number)), "number": number, "title": "An issue", "body": nil, "state": "open", "state_reason": nil,
		"locked": false, "active_lock_reason": nil, "author_association": "NONE", "user": accountObject(Account{Login: "octocat", Type: "User"}),
		"assignee": nil, "assignees": []object{}, "labels": []object{}, "milestone": nil, "comments": 1,
		"url": api, "html_url": web, "repository_url": s.repoURL(), "comments_url": api + "/comments", "events_url": api + "/events",
		"labels_url": api + "/labels{/name}", "timeline_url": api + "/timeline", "performed_via_github_app": nil,
		"created_at": stamp(founded), "updated_at": stamp(s.now()), "closed_at": nil, "reactions": reactionsObject(api),
	}
	if p := s.pulls[number]; p != nil {
		api := fmt.Sprintf("%s/pulls/%d", s.repoURL(), number)
		web := fmt.Sprintf("%s/%s/pull/%d", webURL, s.fullName(), number)
		issue["title"], issue["user"], issue["state"], issue["draft"], issue["html_url"] = p.Title, accountObject(p.Author), p.State, p.Draft, web
		issue["pull_request"] = object{"url": api, "html_url": web, "diff_url": web + ".diff", "patch_url": web + ".patch", "merged_at": nil}
	}
	return issue
}

func reactionsObject(api string) object {
	all := object{"url": api + "/reactions", "total_count": 0}
	for _, content := range reactions {
		all[content] = 0
	}
	return all
}
