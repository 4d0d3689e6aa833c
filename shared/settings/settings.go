// Package settings defines the settings of a repository's analyses. A deployment's environment gives the defaults. Each analysis is stored
// with its settings, so that its page depends on nothing else.
package settings

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/change"
)

// Settings apply to the analyses of one repository. config.Load reads the tags.
type Settings struct {
	Gate
	Check
	NextRelease  NextRelease  `json:"next_release,omitempty" env:"NEXT_RELEASE" default:"off" options:"off|show|draft" help:"what is shown of the next release on each push to the default branch; show: a check; draft: one draft release that is kept up to date, which needs the permission Contents: write, else a check"`
	ReleaseNotes ReleaseNotes `json:"release_notes" env:"RELEASE_NOTES" default:"show" options:"show|write|draft" help:"show: only in the check; write: also in the release, if its text is empty or written by DevPlus; draft: also in a draft made for a version tag without a release. write and draft need the permission Contents: write"`

	// RetentionDays bounds how long the repository's data is stored; 0: settings that an earlier version stored.
	RetentionDays int `json:"retention_days,omitempty" env:"RETENTION_DAYS" default:"400" help:"days, 1 to 3650, that analyses and data about a repository are stored after their last change; a repository's file may set fewer"`

	// The rest comes from files alone; an environment sets none of it.
	Gates      map[string]EnvironmentGate `json:"gates,omitempty" env:"-"` // by environment
	Repository Repository                 `json:"repository,omitzero" env:"-"`
	Sources    []Source                   `json:"sources,omitempty" env:"-"` // the files that apply, the strongest first
	Notes      []string                   `json:"notes,omitempty" env:"-"`   // for people: the changes that a bound made
	Fault      string                     `json:"fault,omitempty" env:"-"`   // for people: why a file does not apply
}

// Source is a file that settings come from.
type Source struct {
	Repository string `json:"repository"` // "owner/name"
	Path       string `json:"path"`
	SHA        string `json:"sha"` // of the commit that it was read at
}

// Gate sets the answers of the deployment protection rule.
type Gate struct {
	MaxScore float64       `json:"gate_max_score" env:"GATE_MAX_SCORE" default:"85" help:"highest score, 0 to 100, that the deployment protection rule approves"`
	OnError  OnError       `json:"gate_on_error" env:"GATE_ON_ERROR" default:"reject" options:"approve|reject" help:"answer of the deployment protection rule if nothing can be measured"`
	Scale    Scale         `json:"gate_scale,omitempty" env:"-"` // empty is Fitted; only a file sets it
	Timeout  time.Duration `json:"gate_timeout" env:"GATE_TIMEOUT" default:"30m" help:"longest time that a deployment waits for its answer"`
}

// NoLevel is a BlockRisk that fails no check.
const NoLevel change.Level = "none"

// Judges reports whether a level is set.
func (c Check) Judges() bool { return c.BlockRisk != "" && c.BlockRisk != NoLevel }

// Blocks reports whether a level of measured risk fails the check. An unknown level counts as critical, so that a new one can't pass
// unnoticed.
func (c Check) Blocks(l change.Level) bool { return c.Judges() && rank(l) <= rank(c.BlockRisk) }

// rank orders levels, the worst first.
func rank(l change.Level) int {
	return map[change.Level]int{change.High: 1, change.Medium: 2, change.Low: 3}[l]
}

// Scale names the releases with which a release's score compares.
type Scale string

// The scales.
const (
	Fitted Scale = "fitted" // the releases of other projects
	Own    Scale = "own"    // the repository's earlier releases of the same kind, where enough are known
)

// OnError is the answer to a deployment whose risk could not be measured.
type OnError string

// The answers.
const (
	Approve OnError = "approve"
	Reject  OnError = "reject"
)

// Check sets when a check run fails. By default it never does and ends as neutral.
type Check struct {
	// BlockRisk is the lowest level of measured risk that fails the check; below it a reviewed change succeeds. The model's answer does not
	// count, so a missing one does not lift the block.
	BlockRisk change.Level `json:"check_block_risk" env:"CHECK_BLOCK_RISK" default:"none" options:"none|medium|high|critical" help:"lowest level of measured risk that fails the check"`
	// BlockSeverity is the lowest severity of an open finding of the model's that fails the check; empty: no finding does. Only a file sets
	// it.
	BlockSeverity string `json:"check_block_severity,omitempty" env:"-"`
	// SelfDismiss lets the author of a pull request, and people who pushed to its head, lift the block of a finding by dismissing it. Only
	// a file sets it.
	SelfDismiss bool `json:"check_self_dismiss,omitempty" env:"-"`
	// Required makes a failed analysis fail its check.
	Required bool `json:"check_required" env:"CHECK_REQUIRED" default:"false" options:"false|true" help:"whether the check fails if DevPlus itself failed"`
}

// ReleaseNotes sets where the notes of a release are written.
type ReleaseNotes string

// The values of ReleaseNotes.
const (
	Show  ReleaseNotes = "show"  // in the check run only
	Write ReleaseNotes = "write" // also into a release that exists
	Draft ReleaseNotes = "draft" // also into a draft created for a version tag without a release
)

// Written reports whether notes are written into releases.
func (n ReleaseNotes) Written() bool { return n == Write || n == Draft }

// NextRelease sets where the next release is shown while it grows.
type NextRelease string

// The values of NextRelease.
const (
	NextOff   NextRelease = "off"
	NextShow  NextRelease = "show"  // in a check run on the head of the default branch
	NextDraft NextRelease = "draft" // in a draft release
)

// Shown reports whether the next release is shown at all.
func (n NextRelease) Shown() bool { return n == NextShow || n == NextDraft }

// Default returns the settings of a deployment that sets none.
func Default() Settings {
	return Settings{
		Gate:         Gate{MaxScore: 85, OnError: Reject, Timeout: 30 * time.Minute},
		Check:        Check{BlockRisk: NoLevel},
		ReleaseNotes: Show,
		NextRelease:  NextOff,

		RetentionDays: UsualRetentionDays,
	}
}

// UsualRetentionDays is how long a repository's data is stored, unless a deployment or a file says otherwise.
const UsualRetentionDays = 400

// maxRetentionDays is the most that a deployment may set.
const maxRetentionDays = 3650

// Retention is how long the repository's data is stored after the last change.
func (s Settings) Retention() time.Duration {
	return time.Duration(cmp.Or(s.RetentionDays, UsualRetentionDays)) * 24 * time.Hour
}

// Of returns the settings that an analysis was stored with, or the defaults for an analysis of an earlier version, which stored none.
func Of(stored *Settings) Settings {
	if stored == nil {
		return Default()
	}
	return *stored
}

// Validate returns an error for a score and for a time out of range.
func (s Settings) Validate() error {
	var faults []error
	if s.MaxScore > 100 {
		faults = append(faults, fmt.Errorf("GATE_MAX_SCORE is %g, but scores end at 100", s.MaxScore))
	}
	if s.RetentionDays < 1 || s.RetentionDays > maxRetentionDays {
		faults = append(faults, fmt.Errorf("RETENTION_DAYS is %d, but must be 1 to %d", s.RetentionDays, maxRetentionDays))
	}
	return errors.Join(faults...)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
