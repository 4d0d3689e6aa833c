package event

import (
	"regexp"

	"github.com/devplus-app/devplus/shared/analysis"
)

// nodeID matches the IDs of GraphQL.
var nodeID = regexp.MustCompile(`^[A-Za-z0-9_=+/-]{1,100}$`)

// readReviewThread accepts conversations that an App began on lines, unless the App itself resolved them. Dispatch asks GitHub which App
// it was, because the payload does not say.
func readReviewThread(p *payload, e *Event) (bool, error) {
	t := &p.Thread
	if len(t.Comments) == 0 || t.Comments[0].User.Type != "Bot" || p.Sender.Type == "Bot" && p.Sender.Login == t.Comments[0].User.Login {
		return false, nil
	}
	switch {
	case p.PullRequest.Number <= 0:
		return false, &FieldError{Field: "pull_request.number"}
	case !nodeID.MatchString(t.NodeID):
		return false, &FieldError{Field: "thread.node_id"}
	}
	e.Subject = analysis.Subject{Kind: pullRequestKind, Number: p.PullRequest.Number}
	e.Thread = t.NodeID
	return true, setRepository(p, e)
}
