package event

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// payload holds the members that our events need, of the hundreds that GitHub sends. The decoder validates and skips all others.
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
	Sender struct {
		Sender
		ID int64 `json:"id"`
	} `json:"sender"`
	Changes struct {
		Base            *struct{} `json:"base"`
		Title           *struct{} `json:"title"`
		TagName         *struct{} `json:"tag_name"`
		TargetCommitish *struct{} `json:"target_commitish"`
	} `json:"changes"`
	PullRequest struct {
		Number    int       `json:"number"`
		UpdatedAt time.Time `json:"updated_at"`
		Head      commit    `json:"head"`
		Base      commit    `json:"base"`
	} `json:"pull_request"`
	Thread struct {
		NodeID   string `json:"node_id"`
		Comments []struct {
			User struct {
				Login string `json:"login"`
				Type  string `json:"type"`
			} `json:"user"`
		} `json:"comments"`
	} `json:"thread"`
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
	RequestedAction struct {
		Identifier string `json:"identifier"`
	} `json:"requested_action"`
	Comment struct {
		ID   int64  `json:"id"`
		Body string `json:"body"`
		User struct {
			ID    int64  `json:"id"`
			Login string `json:"login"`
			Type  string `json:"type"`
		} `json:"user"`
		App *struct{} `json:"performed_via_github_app"`
	} `json:"comment"`
	Issue struct {
		Number      int       `json:"number"`
		PullRequest *struct{} `json:"pull_request"`
	} `json:"issue"`
	MergeGroup struct {
		HeadSHA string `json:"head_sha"`
		HeadRef string `json:"head_ref"`
		BaseSHA string `json:"base_sha"`
		BaseRef string `json:"base_ref"`
	} `json:"merge_group"`
	Release struct {
		ID              int64  `json:"id"`
		TagName         string `json:"tag_name"`
		TargetCommitish string `json:"target_commitish"`
	} `json:"release"`
	After       string `json:"after"` // of push
	Deleted     bool   `json:"deleted"`
	Ref         string `json:"ref"` // from here on of create, push and deployment_protection_rule
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

// pullRequest is a pull request in the payload of a check that ran on its head.
type pullRequest struct {
	Number int `json:"number"`
	Base   struct {
		Repo struct {
			ID int64 `json:"id"`
		} `json:"repo"`
	} `json:"base"`
}

// SyntaxError means that a payload is not one JSON value in valid UTF-8. Its text contains nothing of the payload, so it may be logged and
// sent to the client.
type SyntaxError struct {
	Offset int64 // approximate, in bytes
}

// Error names the offset.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("the payload is not JSON (at byte %d)", e.Offset)
}

// FieldError means that a required field is missing or invalid. Its text contains nothing of the payload but the field's name, so it may be
// logged and sent to the client.
type FieldError struct {
	Field string // as in GitHub's documentation, such as pull_request.head.sha
}

// Error names the field.
func (e *FieldError) Error() string { return "missing or unusable: " + e.Field }

// decode reads the members of body that to has fields for. It allows duplicate names: checking them takes three times as long as the rest,
// GitHub has signed the payload, and no later reader of it could see the other value.
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
