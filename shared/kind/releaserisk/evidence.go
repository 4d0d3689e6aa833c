package releaserisk

import (
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/risk"
)

// maxChanges is how many changes Evidence keeps, those with the highest risk.
const maxChanges = 100

// Evidence is what was measured of a release.
type Evidence struct {
	Tag         string   `json:"tag,omitempty"`
	PreviousTag string   `json:"previous_tag,omitempty"`
	Base        string   `json:"base,omitempty"` // SHA; empty: the whole history
	Head        string   `json:"head"`
	Environment string   `json:"environment,omitempty"` // of a deployment
	Changes     []Change `json:"changes"`               // the riskiest first
	Counts      Counts   `json:"counts"`
	Notes       []string `json:"notes"` // what a reader must know of how this came about
}

// Counts says how the changes were measured.
type Counts struct {
	Changes  int `json:"changes"`  // pull requests, and commits without one
	Commits  int `json:"commits"`  // of the range
	Undone   int `json:"undone"`   // changes of which nothing is left
	Known    int `json:"known"`    // measured when the pull request was analysed
	Measured int `json:"measured"` // measured now from their diffs
	Counted  int `json:"counted"`  // known by their line counts alone
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
	Findings int          `json:"findings,omitempty"` // of medium severity or worse, when it was reviewed

	risk                        risk.Assessment
	paths                       []string // that it touches, as far as known
	findings                    []pullrequest.Finding
	undone, bot                 bool
	additions, deletions, files int
}

// How says how a change was measured.
type How string

// The ways of measuring a change.
const (
	Known    How = "known"    // when the pull request was analysed
	Measured How = "measured" // now, from its diff
	Counted  How = "counted"  // by its line counts
)

// name is how people know the change: #12 or a short SHA.
func (c *Change) name() string {
	if c.Pull != 0 {
		return fmt.Sprintf("#%d", c.Pull)
	}
	return c.SHA[:min(7, len(c.SHA))]
}

func decodeEvidence(raw json.RawMessage) (Evidence, error) {
	var e Evidence
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, fmt.Errorf("reading what was measured of a release: %w", err)
	}
	return e, nil
}
