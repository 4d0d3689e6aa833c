package play

import (
	"encoding/json"
	"slices"
	"strings"
)

// Call names a call of the model in a review: the part's number from 1, or one of these.
type Call string

// The calls after those about the parts.
const (
	Wording Call = "wording" // words the summary of several parts
	Repair  Call = "repair"  // mends an answer that its schema refuses
)

// Question is a request to the model.
type Question struct {
	Call     Call
	Boundary string // that marks untrusted text in it
	Body     []byte // of POST /chat/completions
}

// Instructions returns the system message of a question and the schema of its answer, without the boundary: the part that is the same for
// all changes.
func (q Question) Instructions() string {
	var r request
	if json.Unmarshal(q.Body, &r) != nil {
		return ""
	}
	return q.unmarked(r.content("system")) + "\n" + string(r.ResponseFormat)
}

// Message returns the user message of a question, with the boundary left out.
func (q Question) Message() string {
	var r request
	if json.Unmarshal(q.Body, &r) != nil {
		return ""
	}
	return q.unmarked(r.content("user"))
}

func (q Question) unmarked(text string) string {
	return strings.ReplaceAll(text, q.Boundary, "BOUNDARY")
}

// request is the part of a chat completion's request that a prompt is.
type request struct {
	Messages       []struct{ Role, Content string }
	ResponseFormat json.RawMessage `json:"response_format"`
}

func (r request) content(role string) string {
	i := slices.IndexFunc(r.Messages, func(m struct{ Role, Content string }) bool { return m.Role == role })
	if i < 0 {
		return ""
	}
	return r.Messages[i].Content
}

// FollowsAnswers reports whether the question is about answers to others.
func (q Question) FollowsAnswers() bool { return q.Call == Wording || q.Call == Repair }
