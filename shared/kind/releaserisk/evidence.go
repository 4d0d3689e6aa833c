package releaserisk

import (
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// maxChanges bounds the changes in Evidence to those with the highest risk.
const maxChanges = 100

// Evidence holds the measurements of a release.
type Evidence struct {
	Tag         string   `json:"tag,omitempty"`
	PreviousTag string   `json:"previous_tag,omitempty"`
	Base        string   `json:"base,omitempty"` // SHA; empty: the whole history
	Head        string   `json:"head"`
	Environment string   `json:"environment,omitempty"` // of a deployment
	Changes     []Change `json:"changes"`               // riskiest first
	Counts      Counts   `json:"counts"`
	Notes       []string `json:"notes"` // remarks on the range, for readers

	LeadShare      float64 `json:"lead_share,omitempty"`      // of the changes' hazard, that of the Lead riskiest ones by people
	AverageChanges float64 `json:"average_changes,omitempty"` // as many average changes of the repository have the same hazard; 0: not known
	// Expected is the number of changes expected to need a fix; nil: not known.
	Expected  *yardstick.Expected `json:"expected,omitempty"`
	Own       *Own                `json:"own,omitempty"`        // the place on the repository's own scale; nil: no comparable releases
	NoReviews bool                `json:"no_reviews,omitempty"` // reviews and checks are not known
}

// Counts counts the changes by How they were measured.
type Counts struct {
	Changes  int `json:"changes"`          // pull requests, and commits without one
	Commits  int `json:"commits"`          // of the range
	Undone   int `json:"undone"`           // reverted changes
	Bots     int `json:"bots,omitempty"`   // of Changes, those by bots
	Known    int `json:"known"`            // measured when the pull request was analyzed
	Measured int `json:"measured"`         // measured now from their diffs
	Pushed   int `json:"pushed,omitempty"` // measured when they were pushed
	Counted  int `json:"counted"`          // estimated from their line counts
}

// Change is one pull request of the release, or a commit without one.
type Change struct {
	Pull     int          `json:"pull,omitempty"`
	SHA      string       `json:"sha,omitempty"`
	Title    string       `json:"title"`
	Author   string       `json:"author"`
	How      How          `json:"how"`
	Score    float64      `json:"score"`
	Level    change.Level `json:"level"`
	Review   string       `json:"review,omitempty"`
	Checks   string       `json:"checks,omitempty"`
	Findings int          `json:"findings,omitempty"` // of medium severity or worse, from its review
	Bot      bool         `json:"bot,omitempty"`
	// NotScored says why the change has no score, such as "CI only".
	NotScored string `json:"not_scored,omitempty"`

	risk                        risk.Assessment
	paths                       []string // changed files, as far as known
	findings                    []pullrequest.Finding
	reverted                    bool
	additions, deletions, files int
}

// How is the way in which a change was measured.
type How string

// The ways of measuring a change.
const (
	Known    How = "known"    // when the pull request was analyzed
	Measured How = "measured" // now, from its diff
	Pushed   How = "pushed"   // when it was pushed, for the next release
	Counted  How = "counted"  // estimated from its line counts
)

// label returns the change's name for people: #12 or a short SHA.
func (c *Change) label() string {
	if c.Pull != 0 {
		return fmt.Sprintf("#%d", c.Pull)
	}
	return c.SHA[:min(7, len(c.SHA))]
}

func decodeEvidence(raw json.RawMessage) (Evidence, error) {
	var e Evidence
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, fmt.Errorf("reading the measurements of a release: %w", err)
	}
	return e, nil
}
