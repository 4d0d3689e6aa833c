package standin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"

	"github.com/google/uuid"
)

// Delivery returns the headers of a webhook request ("Webhook events and payloads", delivery headers), with a new GUID and
// the payload signed as in "Validating webhook deliveries".
func Delivery(event string, payload []byte, secret string) http.Header {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(payload)
	return http.Header{
		"Accept":                                 {"*/*"},
		"Content-Type":                           {"application/json"},
		"User-Agent":                             {"GitHub-Hookshot/044aadd"},
		"X-Github-Delivery":                      {uuid.NewString()},
		"X-Github-Event":                         {event},
		"X-Github-Hook-Installation-Target-Type": {"integration"},
		"X-Hub-Signature-256":                    {"sha256=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// PullRequestPayload returns the payload of a pull_request event for the pull request as it is now. For "edited" the changes have
// the base before the last Retarget, or the title if there was none.
func (s *Server) PullRequestPayload(action string, number int) ([]byte, error) {
	s.mu.Lock()
	p, ok := s.pulls[number]
	s.mu.Unlock()
	if !ok {
		return nil, fmt.Errorf("payload of pull request #%d: there is none", number)
	}
	d, err := p.diff()
	if err != nil {
		return nil, fmt.Errorf("payload of pull request #%d: %w", number, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.envelope(action, p.Author)
	payload["number"] = number
	payload["pull_request"] = s.pullObject(p, d)
	switch {
	case action == "synchronize":
		payload["before"], payload["after"] = p.previousHead(), p.headSHA
	case action == "edited" && p.fromSHA != "":
		payload["changes"] = object{"base": object{"ref": object{"from": p.fromRef}, "sha": object{"from": p.fromSHA}}}
	case action == "edited":
		payload["changes"] = object{"title": object{"from": "the title before"}}
	}
	return json.Marshal(payload)
}

// CheckRunPayload returns the payload of a check_run event, such as "rerequested", which GitHub sends to the App that owns the run.
func (s *Server) CheckRunPayload(action string, id int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.run(id)
	if r == nil {
		return nil, fmt.Errorf("payload of check run %d: there is none", id)
	}
	run := s.checkRunObject(r)
	run["check_suite"] = s.suiteObject(r.HeadSHA)
	payload := s.envelope(action, Account{Login: "octocat", Type: "User"})
	payload["check_run"] = run
	return json.Marshal(payload)
}

// ButtonPayload returns the payload of somebody's press on the button of a check run with that identifier. GitHub knows it by the run.
func (s *Server) ButtonPayload(id int64, identifier string, by Account) ([]byte, error) {
	payload, err := s.CheckRunPayload("requested_action", id)
	if err != nil {
		return nil, err
	}
	var all object
	if err := json.Unmarshal(payload, &all); err != nil {
		return nil, err
	}
	all["requested_action"], all["sender"] = object{"identifier": identifier}, accountObject(by)
	return json.Marshal(all)
}

// CheckSuitePayload returns the payload of a check_suite event for this App's suite on a commit.
func (s *Server) CheckSuitePayload(action, headSHA string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.envelope(action, Account{Login: "octocat", Type: "User"})
	payload["check_suite"] = s.suiteObject(headSHA)
	return json.Marshal(payload)
}

// envelope has the fields that all payloads share.
func (s *Server) envelope(action string, sender Account) object {
	return object{
		"action": action, "repository": s.repositoryObject(), "sender": accountObject(sender),
		"organization": organizationObject(s.o.Owner),
		"installation": object{"id": s.o.InstallationID, "node_id": nodeID("Integration", s.o.InstallationID)},
	}
}

// suiteID derives the ID from the commit: an App has one suite per commit.
func suiteID(sha string) int64 {
	h := fnv.New32a()
	h.Write([]byte(sha))
	return int64(h.Sum32())
}

// suiteObject returns this App's check suite on a commit; the lock is held.
func (s *Server) suiteObject(sha string) object {
	status, runs := "completed", 0
	var conclusion, branch any
	for _, r := range s.index.runs[sha] {
		if r.AppID == s.o.AppID {
			runs++
			conclusion = optional(r.Conclusion)
			if r.Status != "completed" {
				status, conclusion = r.Status, nil
			}
		}
	}
	if runs == 0 {
		status = "queued"
	}
	title := ""
	for _, p := range s.pullsWith(sha) {
		if !p.Fork {
			branch, title = p.HeadRef, p.Title
		}
	}
	person := object{"name": "Mona", "email": "mona@example.com"}
	id := suiteID(sha)
	api := fmt.Sprintf("%s/check-suites/%d", s.repoURL(), id)
	return object{
		"id": id, "node_id": nodeID("CheckSuite", id), "head_branch": branch, "head_sha": sha, "status": status, "conclusion": conclusion,
		"url": api, "before": nil, "after": sha, "pull_requests": s.pullsAt(sha), "app": s.appObject(s.o.AppID),
		"created_at": stamp(founded), "updated_at": stamp(s.now()), "latest_check_runs_count": runs, "check_runs_url": api + "/check-runs",
		"rerequestable": true, "runs_rerequestable": true,
		"head_commit": object{"id": sha, "tree_id": sha, "message": title, "timestamp": stamp(founded), "author": person, "committer": person},
	}
}

func actionOf(payload []byte) string {
	var p struct{ Action string }
	_ = json.Unmarshal(payload, &p) // a payload that is not JSON has no action
	return p.Action
}
