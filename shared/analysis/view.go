package analysis

import (
	"encoding/json"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
)

// View is the JSON of an analysis in the report API and the local command.
type View struct {
	ID             string              `json:"id"`
	Kind           Kind                `json:"kind"`
	Repository     string              `json:"repository"`
	Subject        Subject             `json:"subject"`
	HeadSHA        string              `json:"head_sha"`
	BaseSHA        string              `json:"base_sha"`
	URL            string              `json:"url,omitempty"`
	Attempt        int                 `json:"attempt"`
	State          State               `json:"state"`
	Degraded       bool                `json:"degraded"`
	DegradedReason string              `json:"degraded_reason,omitempty"`
	NextTry        time.Time           `json:"next_try,omitzero"`
	SkipReason     string              `json:"skip_reason,omitempty"`
	Failure        string              `json:"failure,omitempty"`
	SupersededBy   string              `json:"superseded_by,omitempty"`
	Facts          *change.Facts       `json:"facts"`
	Risk           *risk.Assessment    `json:"risk"`
	Evidence       json.RawMessage     `json:"evidence,omitempty"`
	Coverage       *Coverage           `json:"coverage"`
	Result         json.RawMessage     `json:"result"`
	Usage          Usage               `json:"usage"`
	ExecutionID    string              `json:"execution_id,omitempty"`
	Published      PublishedItems      `json:"published"`
	Times          map[State]time.Time `json:"times"`
	History        []Step              `json:"history"`
}

// View returns what people and programs may see of a: all but leases, deliveries and the event.
func (a *Analysis) View() View {
	return View{
		ID: a.ID, Kind: a.Kind, Repository: a.Repository.FullName(), Subject: a.Subject,
		HeadSHA: a.HeadSHA, BaseSHA: a.BaseSHA, URL: a.URL, Attempt: a.Attempt, State: a.State,
		Degraded: a.Degraded != "", DegradedReason: a.Degraded, NextTry: a.NextTry,
		SkipReason: a.SkipReason, Failure: a.Failure, SupersededBy: a.SupersededBy,
		Facts: a.Facts, Risk: a.Risk, Evidence: a.Evidence, Coverage: a.Coverage, Result: a.Result, Usage: a.Usage,
		ExecutionID: a.ExecutionID, Published: a.Published, Times: a.Times, History: a.History,
	}
}
