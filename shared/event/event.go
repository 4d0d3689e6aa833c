// Package event defines the messages between the functions: a small Event for each GitHub payload, the topics, and Pub/Sub's push
// envelope. Parse decides the Intent of an event; no other package compares GitHub's event names and actions.
package event

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Schema is the version of Event's JSON, also sent as the message attribute "schema".
const Schema = 1

// The topics.
const (
	EventsTopic     = "devplus-events"     // of Event
	BackgroundTopic = "devplus-background" // of Events for which nobody waits
	ResultsTopic    = "devplus-results"    // of Result
)

// MaxBytes bounds an Event's JSON for any payload.
const MaxBytes = 4 << 10

// Event reports something that happened on GitHub. It is a hint: dispatch asks GitHub for the current state.
type Event struct {
	Schema         int                 `json:"schema"`
	Delivery       string              `json:"delivery"` // X-GitHub-Delivery: a redelivery keeps it
	Event          string              `json:"event"`    // X-GitHub-Event
	Action         string              `json:"action"`
	Intent         Intent              `json:"intent"` // decided by Parse
	ReceivedAt     time.Time           `json:"received_at"`
	UpdatedAt      time.Time           `json:"updated_at,omitzero"` // of the object, as the payload has it
	InstallationID int64               `json:"installation_id"`
	Repository     analysis.Repository `json:"repository"`
	Sender         Sender              `json:"sender"`
	Subject        analysis.Subject    `json:"subject"`
	HeadSHA        string              `json:"head_sha,omitempty"`
	BaseSHA        string              `json:"base_sha,omitempty"`
	Command        Command             `json:"command,omitzero"`      // of a person, with the intent Order or Again
	Thread         string              `json:"thread,omitempty"`      // the node ID of a conversation on lines
	AnalysisID     string              `json:"analysis_id,omitempty"` // from the external ID of a re-requested check run
	Since          time.Time           `json:"since,omitzero"`        // when the App got access, if known
	LateAttempt    int                 `json:"late_attempt,omitzero"` // the attempt whose flow is late, in a message of reconcile's
	Parked         bool                `json:"parked,omitempty"`      // it waited in the store, which must be told when it is done
	Turn           bool                `json:"turn,omitempty"`        // it waited for its turn to be measured, which has come
	Doubted        bool                `json:"doubted,omitempty"`     // when it was last handled, GitHub answered 404, which counts the second time
}

// Sender is the account that caused an event.
type Sender struct {
	Login string `json:"login"`
	Type  string `json:"type"` // User, Bot or Organization
}

// Pushes reports whether the sender pushed to the head of a pull request.
func (e Event) Pushes() bool { return e.Event == "pull_request" && e.Action == "synchronize" }

// BringsHead reports whether the event announces a new head of a pull request: its first or a pushed one.
func (e Event) BringsHead() bool {
	return e.Pushes() || e.Event == "pull_request" && e.Action == "opened"
}

// Result is the message on devplus-results: an attempt whose result must be published.
type Result struct {
	AnalysisID string `json:"analysis_id"`
	Attempt    int    `json:"attempt"`
	// Shared asks to update the check runs of the analysis's head, because the subjects that share it changed; Attempt does not
	// matter.
	Shared bool `json:"shared,omitzero"`
	// Changed asks to update a published analysis on GitHub, because people changed its subject's data.
	Changed bool `json:"changed,omitzero"`
}
