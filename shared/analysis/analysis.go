package analysis

import (
	"encoding/json"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
)

// Repository is a repository on GitHub.
type Repository struct {
	ID            int64  `json:"id"`
	Owner         string `json:"owner"`
	Name          string `json:"name"`
	DefaultBranch string `json:"default_branch,omitempty"`
	Private       bool   `json:"private,omitempty"`
}

// FullName is "owner/name".
func (r Repository) FullName() string { return r.Owner + "/" + r.Name }

// Subject is what an analysis is about. Which fields are set depends on Kind.
type Subject struct {
	Kind         Kind   `json:"kind"`
	Number       int    `json:"number,omitempty"`
	Tag          string `json:"tag,omitempty"`
	SHA          string `json:"sha,omitempty"`
	Environment  string `json:"environment,omitempty"`
	ReleaseID    int64  `json:"release_id,omitempty"`
	RunID        int64  `json:"run_id,omitempty"`
	RunAttempt   int    `json:"run_attempt,omitempty"`
	DeploymentID int64  `json:"deployment_id,omitempty"`
	CheckRunID   int64  `json:"check_run_id,omitempty"`
	Ref          string `json:"ref,omitempty"`
}

// Analysis is one analysis of one subject at one head, as it is stored. Its methods in transition.go are the only way its
// State changes.
type Analysis struct {
	ID             string
	Kind           Kind
	Repository     Repository
	InstallationID int64
	Subject        Subject
	HeadSHA        string
	BaseSHA        string
	URL            string // the subject's page on GitHub
	Previous       string // the subject's analysis before, of another head

	Attempt      int   // counts from 1; a re-run is a new attempt
	FirstAttempt int   // the attempt that the newest request began with
	State        State // where it stands
	Degraded     string
	SkipReason   string
	Failure      string
	SupersededBy string // the new head's SHA, or a word such as "closed"

	DueAt      time.Time // when reconcile looks; zero: never
	Notified   bool      // GitHub shows how the analysis has ended, or never will
	Deadline   time.Time // when this round must have a result, whatever it is; zero: as the clock says
	Lease      Lease
	Tries      int // how often reconcile has republished it in this state
	Refusals   int // answers of this attempt that broke the schema
	Deliveries []string
	Times      map[State]time.Time // when each state was last entered
	ExpireAt   time.Time

	ExecutionID string // Kestra's
	Posted      Posted
	Usage       Usage

	Facts    *change.Facts
	Risk     *risk.Assessment
	Evidence json.RawMessage // what the kind measured beyond Facts, in the kind's own shape
	Coverage *Coverage
	Settings *settings.Settings // that apply to this round; nil where an earlier version stored it
	Result   json.RawMessage    // valid for the kind's schema; nil when degraded
	Event    json.RawMessage    // the event that asked, kept for reconcile
	History  []Step             // the newest MaxHistory changes of state, oldest first

	// Revision is the store's own mark of the version that was read; the zero value is a document that does not exist yet.
	Revision Revision
}

// Step is one change of state.
type Step struct {
	State   State     `json:"state"`
	Attempt int       `json:"attempt"`
	At      time.Time `json:"at"`
	Note    string    `json:"note,omitempty"`
}

// Revision is a store's opaque mark of one version of a document.
type Revision string

// Lease says who is talking to GitHub or Kestra for an analysis, and until when nobody else may.
type Lease struct {
	Owner string
	Until time.Time
}

// Posted is what GitHub holds of an analysis.
type Posted struct {
	CheckRunID  int64  `json:"check_run_id,omitempty"`
	CheckRunURL string `json:"check_run_url,omitempty"`
	CommentID   int64  `json:"comment_id,omitempty"`
	// StaleCheckRunID is an earlier attempt's check run that may still be in progress.
	StaleCheckRunID int64 `json:"stale_check_run_id,omitempty"`
	// ReleaseURL is the release that notes were written into; NotWritten is why they were not, for people.
	ReleaseURL string `json:"release_url,omitempty"`
	NotWritten string `json:"not_written,omitempty"`
}

// Usage is what the model calls of one attempt took.
type Usage struct {
	Model        string   `json:"model,omitempty"`
	InputTokens  *int64   `json:"input_tokens"`
	OutputTokens *int64   `json:"output_tokens"`
	Calls        int      `json:"calls,omitempty"`
	Parts        int      `json:"parts,omitempty"`
	Unanswered   int      `json:"unanswered,omitempty"` // parts without a usable answer
	CostUSD      *float64 `json:"cost_usd"`             // nil: unpriced, or the endpoint counts no tokens
}

// Coverage is the truth about what the model was shown. Files = Read + len(Clipped) + len(Skipped) + Unlisted.
type Coverage struct {
	Files            int        `json:"files"`             // of the change
	Read             int        `json:"read"`              // shown whole
	Clipped          []FileNote `json:"clipped"`           // shown in part
	Skipped          []FileNote `json:"skipped"`           // named only
	Parts            int        `json:"parts"`             // model calls the change was split into
	Bytes            int        `json:"bytes"`             // of diff text shown
	Redacted         []FileNote `json:"redacted"`          // where secrets were replaced by a placeholder; Reason is the rule, one note for each of a file
	Unlisted         int        `json:"unlisted"`          // files that Clipped and Skipped leave out
	UnlistedRedacted int        `json:"unlisted_redacted"` // notes that Redacted leaves out
	Truncated        bool       `json:"truncated"`         // GitHub lists 3,000 files at most and the change has more
}

// FileNote says something of a file.
type FileNote struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Latest is what is known of a subject across its analyses: the guard against stale events and results.
type Latest struct {
	ID         string    `firestore:"-" json:"-"` // see Identity.LatestID
	HeadSHA    string    `firestore:"head_sha,omitzero" json:"head_sha,omitzero"`
	BaseSHA    string    `firestore:"base_sha,omitzero" json:"base_sha,omitzero"`
	UpdatedAt  time.Time `firestore:"updated_at,omitzero" json:"updated_at,omitzero"`   // of the subject on GitHub, when last seen
	AnalysisID string    `firestore:"analysis_id,omitzero" json:"analysis_id,omitzero"` // of the newest analysis
	// CommentID is DevPlus's one comment on a pull request; 0: none, CommentUnknown: look for it.
	CommentID int64     `firestore:"comment_id,omitzero" json:"comment_id,omitzero"`
	ExpireAt  time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
	Revision  Revision  `firestore:"-" json:"-"`
}

// CommentUnknown stands in Latest.CommentID while the comment is being made: whoever meets it asks GitHub.
const CommentUnknown = -1
