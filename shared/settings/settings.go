// Package settings defines what can be decided about the analyses of a repository. The environment of a deployment gives the
// defaults. An analysis is stored with the settings that applied to it, so that every page can be rendered from what is stored.
package settings

import (
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/change"
)

// Settings apply to the analyses of one repository. The tags are config.Load's.
type Settings struct {
	Gate
	Check
	ReleaseNotes ReleaseNotes `json:"release_notes" env:"RELEASE_NOTES" default:"show" options:"show|write|draft" help:"show: only in the check; write: also in the release, if its text is empty or written by DevPlus; draft: also in a draft made for a version tag without a release. write and draft need the permission Contents: write"`
}

// Gate says how a deployment protection rule is answered.
type Gate struct {
	MaxScore float64       `json:"gate_max_score" env:"GATE_MAX_SCORE" default:"85" help:"highest score, 0 to 100, that the deployment protection rule approves"`
	OnError  OnError       `json:"gate_on_error" env:"GATE_ON_ERROR" default:"reject" options:"approve|reject" help:"answer of the deployment protection rule if nothing can be measured"`
	Timeout  time.Duration `json:"gate_timeout" env:"GATE_TIMEOUT" default:"30m" help:"longest time that a deployment waits for its answer"`
}

// NoLevel is a BlockRisk that fails no check.
const NoLevel change.Level = "none"

// Judges reports whether a level is set.
func (c Check) Judges() bool { return c.BlockRisk != "" && c.BlockRisk != NoLevel }

// Blocks reports whether a level of measured risk fails the check. A level that is not known counts as critical, so that a new one never
// passes unseen.
func (c Check) Blocks(l change.Level) bool { return c.Judges() && rank(l) <= rank(c.BlockRisk) }

// rank orders levels, the worst first.
func rank(l change.Level) int {
	return map[change.Level]int{change.High: 1, change.Medium: 2, change.Low: 3}[l]
}

// OnError is the answer to a deployment whose risk could not be measured.
type OnError string

// The answers.
const (
	Approve OnError = "approve"
	Reject  OnError = "reject"
)

// Check says when a check run fails. Without any of it whatever ran is neutral.
type Check struct {
	// BlockRisk is the level of measured risk from which on a change fails; below it a reviewed change succeeds. The model has no
	// part in it, so an answer that is missing does not lift a block.
	BlockRisk change.Level `json:"check_block_risk" env:"CHECK_BLOCK_RISK" default:"none" options:"none|medium|high|critical" help:"lowest level of measured risk that fails the check"`
	// Required makes an analysis that failed fail its check.
	Required bool `json:"check_required" env:"CHECK_REQUIRED" default:"false" options:"false|true" help:"whether the check fails if DevPlus itself failed"`
}

// ReleaseNotes says where the notes of a release are written.
type ReleaseNotes string

// The places.
const (
	Show  ReleaseNotes = "show"  // in the check run only
	Write ReleaseNotes = "write" // also into a release that exists
	Draft ReleaseNotes = "draft" // also into a draft that is made for a version tag without a release
)

// Written reports whether notes are written into releases.
func (n ReleaseNotes) Written() bool { return n == Write || n == Draft }

// Default returns the settings of a deployment that sets none.
func Default() Settings {
	return Settings{
		Gate:         Gate{MaxScore: 85, OnError: Reject, Timeout: 30 * time.Minute},
		Check:        Check{BlockRisk: NoLevel},
		ReleaseNotes: Show,
	}
}

// Of returns the settings that an analysis was stored with, or the defaults for an analysis of an earlier version, which stored none.
func Of(stored *Settings) Settings {
	if stored == nil {
		return Default()
	}
	return *stored
}

// Validate reports a score out of range.
func (s Settings) Validate() error {
	if s.MaxScore > 100 {
		return fmt.Errorf("GATE_MAX_SCORE is %g, but scores end at 100", s.MaxScore)
	}
	return nil
}
