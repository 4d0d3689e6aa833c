package event

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// payload holds the members that any event of ours needs, of the hundreds that GitHub sends. What is not named here is
// checked to be JSON and skipped without being built.
type payload struct {
	Action       string `json:"action"`
	Installation struct {
		ID int64 `json:"id"`
	} `json:"installation"`
	Repository struct {
		ID    int64  `json:"id"`
		Name  string `json:"name"`
		Owner struct {
			Login string `json:"login"`
		} `json:"owner"`
		DefaultBranch string `json:"default_branch"`
		Private       bool   `json:"private"`
	} `json:"repository"`
	Sender  Sender `json:"sender"`
	Changes struct {
		Base            *struct{} `json:"base"`
		TagName         *struct{} `json:"tag_name"`
		TargetCommitish *struct{} `json:"target_commitish"`
	} `json:"changes"`
	PullRequest struct {
		Number    int       `json:"number"`
		UpdatedAt time.Time `json:"updated_at"`
		Head      commit    `json:"head"`
		Base      commit    `json:"base"`
	} `json:"pull_request"`
	CheckRun struct {
		ID           int64         `json:"id"`
		Name         string        `json:"name"`
		ExternalID   string        `json:"external_id"`
		HeadSHA      string        `json:"head_sha"`
		PullRequests []pullRequest `json:"pull_requests"`
	} `json:"check_run"`
	CheckSuite struct {
		HeadSHA      string        `json:"head_sha"`
		PullRequests []pullRequest `json:"pull_requests"`
	} `json:"check_suite"`
	Release struct {
		ID              int64  `json:"id"`
		TagName         string `json:"tag_name"`
		TargetCommitish string `json:"target_commitish"`
	} `json:"release"`
	Ref         string `json:"ref"` // of create and deployment_protection_rule, as all below
	RefType     string `json:"ref_type"`
	SHA         string `json:"sha"`
	Environment string `json:"environment"`
	CallbackURL string `json:"deployment_callback_url"`
	Deployment  struct {
		ID  int64  `json:"id"`
		SHA string `json:"sha"`
	} `json:"deployment"`
}

type commit struct {
	SHA string `json:"sha"`
}

// pullRequest is how a check names a pull request whose head it ran on.
type pullRequest struct {
	Number int `json:"number"`
	Base   struct {
		Repo struct {
			ID int64 `json:"id"`
		} `json:"repo"`
	} `json:"base"`
}

// SyntaxError says that a payload is not one JSON value in valid UTF-8. Its text holds nothing of the payload, so it may be
// logged and answered.
type SyntaxError struct {
	Offset int64 // in bytes, about where
}

// Error says where the JSON breaks.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("the payload is not JSON (at byte %d)", e.Offset)
}

// FieldError says that something we need is absent from a delivery or can't be what it says. Its text holds nothing of the
// payload but the field's name, so it may be logged and answered.
type FieldError struct {
	Field string // as in GitHub's documentation, such as pull_request.head.sha
}

// Error names the field.
func (e *FieldError) Error() string { return "missing or unusable: " + e.Field }

// decode reads body into the fields of to, which name all that is wanted of it. A name that stands twice in an object is let
// pass: to look out for that takes three times as long as the rest, GitHub's signature vouches for the payload, and nobody
// behind us reads it and could see another of the two values.
func decode(body []byte, to any) error {
	err := json.Unmarshal(body, to, jsontext.AllowDuplicateNames(true))
	var shape *json.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &shape) && shape.JSONPointer == "":
		return &FieldError{Field: "payload (a JSON object)"}
	case errors.As(err, &shape):
		return &FieldError{Field: strings.ReplaceAll(string(shape.JSONPointer[1:]), "/", ".")}
	case errors.As(err, &syntax):
		return &SyntaxError{Offset: syntax.ByteOffset}
	default:
		return &SyntaxError{Offset: int64(len(body))} // the value never ends
	}
}
