package analysis

import (
	"encoding/json"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
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

// FullName returns "owner/name".
func (r Repository) FullName() string { return r.Owner + "/" + r.Name }

// Subject is the subject of an analysis. Kind decides which fields are set.
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

// Analysis is the stored analysis of one subject at one head. Only its methods in transition.go change its State.
type Analysis struct {
	ID             string
	Kind           Kind
	Repository     Repository
	InstallationID int64
	Subject        Subject
	HeadSHA        string
	BaseSHA        string
	URL            string // the subject's page on GitHub
	Previous       string // ID of the subject's previous analysis, of another head

	Attempt      int // counts from 1; a re-run is a new attempt
	FirstAttempt int // first attempt of the current round
	State        State
	Degraded     string
	SkipReason   string
	Failure      string
	SupersededBy string // the new head's SHA, or a word such as "closed"

	DueAt    time.Time // when reconcile checks the analysis; zero: never
	Doubted  bool      // GitHub answered 404 when it was last to be shown, which counts the second time
	Notified bool      // GitHub shows how the analysis ended, or never will
	NextTry  time.Time // when the review of a degraded analysis is tried again; zero: not by itself
	Retries  int       // such tries in this round
	// Unfunded means that a budget prevented its review. The next try does not count as a retry, because nothing failed.
	Unfunded bool
	Effort   string    // quick, deep or empty: it chose the model
	Thrift   string    // for people: why the review was smaller than the settings want
	Deadline time.Time // when this round must have some result; zero: the limits of clock.go apply
	Paused   bool      // its subject's reviews were paused at the last check
	// Transient means that it is not kept after its end: see Rest.
	Transient bool
	// WaitingSince is when the measured analysis began to wait for one of Kestra's slots; zero: it does not wait.
	WaitingSince time.Time
	// HeldUntil is when the review may begin, because pushes came in quick succession and each replaces the previous one. Zero: at once.
	HeldUntil time.Time

	Lease      Lease
	Tries      int    // republications by reconcile in this state
	Refusals   int    // answers of this attempt that broke the schema
	Refused    string // digest of the last of them, so that a repeated one counts once
	Deliveries []string
	Times      map[State]time.Time // when each state was last entered
	ExpireAt   time.Time

	// Window is the model's context window in tokens, as known to this round; 0: not known.
	Window int

	ExecutionID string // of the Kestra execution
	Published   PublishedItems
	Usage       Usage

	Facts    *change.Facts
	Risk     *risk.Assessment
	Evidence json.RawMessage // the kind's own measurements, as JSON
	Digests  json.RawMessage // of the reviewed lines, to find findings again; only the kind reads it
	Coverage *Coverage
	Scale    *yardstick.Scale   // the scale of the head's first score, reused by later ones; nil before that, and for kinds that do not compare
	Settings *settings.Settings // of this round; nil if an earlier version stored it
	Result   json.RawMessage    // valid for the kind's schema; nil when degraded
	Event    json.RawMessage    // the event that began the round, for reconcile
	History  []Step             // the newest MaxHistory changes of state, oldest first

	// Revision identifies the version that was read. Its zero value stands for a document that does not exist yet.
	Revision Revision
}

// Step is one change of state.
type Step struct {
	State   State     `json:"state"`
	Attempt int       `json:"attempt"`
	At      time.Time `json:"at"`
	Note    string    `json:"note,omitempty"`
}

// Revision is a store's opaque name for one version of a document.
type Revision string

// Lease keeps other workers from calling GitHub or Kestra for an analysis until it expires.
type Lease struct {
	Owner string
	Until time.Time
}

// Held reports whether somebody holds the lease.
func (l Lease) Held(now time.Time) bool { return l.Owner != "" && now.Before(l.Until) }

// Acquire takes or renews the lease for owner. It returns ErrLeased if another owner holds it.
func (l *Lease) Acquire(now time.Time, owner string, until time.Time) error {
	if l.Owner != owner && l.Held(now) {
		return ErrLeased
	}
	*l = Lease{owner, until}
	return nil
}

// PublishedItems identifies what we have published on GitHub about an analysis.
type PublishedItems struct {
	CheckRunID  int64  `json:"check_run_id,omitempty"`
	CheckRunURL string `json:"check_run_url,omitempty"`
	CommentID   int64  `json:"comment_id,omitempty"`
	// StaleCheckRunID is an earlier attempt's check run that may still be in progress.
	StaleCheckRunID int64 `json:"stale_check_run_id,omitempty"`
	// StandingCheckRunID is the completed check run of a degraded result, while a later attempt tries to replace it.
	StandingCheckRunID int64 `json:"standing_check_run_id,omitempty"`
	// ReleaseURL is the release that has the notes; NotWritten says, for people, why none has.
	ReleaseURL string `json:"release_url,omitempty"`
	NotWritten string `json:"not_written,omitempty"`
}

// Usage sums the model calls of one attempt.
type Usage struct {
	Model        string   `json:"model,omitempty"`
	InputTokens  *int64   `json:"input_tokens"`
	OutputTokens *int64   `json:"output_tokens"`
	Calls        int      `json:"calls,omitempty"`
	Parts        int      `json:"parts,omitempty"`
	Unanswered   int      `json:"unanswered,omitempty"` // parts without a usable answer
	Clipped      int      `json:"clipped,omitempty"`    // texts of the answer that were too long and are cut, and entries of lists that were left out
	CostUSD      *float64 `json:"cost_usd"`             // nil: no price is configured, or the endpoint counts no tokens
}

// Coverage accounts for the model's input. Files = Read + len(Clipped) + len(Skipped) + Unlisted.
type Coverage struct {
	Files            int        `json:"files"`                  // of the change
	Read             int        `json:"read"`                   // sent in full
	Clipped          []FileNote `json:"clipped"`                // sent in part
	Skipped          []FileNote `json:"skipped"`                // named only
	Parts            int        `json:"parts"`                  // model calls the change was split into
	Bytes            int        `json:"bytes"`                  // of diff text sent
	Redacted         []FileNote `json:"redacted"`               // files with replaced secrets; Reason is the rule, one note per rule and file
	Unlisted         int        `json:"unlisted"`               // files beyond the bounds of Clipped and Skipped
	UnlistedRedacted int        `json:"unlisted_redacted"`      // notes beyond the bound of Redacted
	Unseen           int        `json:"unseen,omitzero"`        // production files of which a changed line was not sent
	UnseenFiles      []string   `json:"unseen_files,omitempty"` // the first of them
	Truncated        bool       `json:"truncated"`              // the change has more than the 3,000 files that GitHub lists

	Prompt       string        `json:"prompt,omitzero"`        // version of the model's instructions
	Guidelines   []FileAt      `json:"guidelines,omitempty"`   // files of the default branch with guidelines for the model
	Surroundings *Surroundings `json:"surroundings,omitempty"` // nil: not searched
}

// Surroundings counts the model's input besides the diff.
type Surroundings struct {
	Definitions      int  `json:"definitions"`       // shown definitions of names that added lines use
	DefinitionsFound int  `json:"definitions_found"` // shown or not, for lack of room
	Functions        int  `json:"functions"`         // changed ones shown whole
	FunctionsFound   int  `json:"functions_found"`
	Replaced         int  `json:"replaced,omitzero"` // functions and types as they were, of files without a diff
	Callers          int  `json:"callers"`           // of changed and removed functions
	Tests            int  `json:"tests"`             // functions of tests that cover the change
	Issues           int  `json:"issues,omitzero"`   // that the change says it closes
	Checks           int  `json:"checks,omitzero"`   // reports of other Apps' failed checks
	Bytes            int  `json:"bytes"`
	Partial          bool `json:"partial"`         // the repository is too large: only changed files and their folders were searched
	Unread           bool `json:"unread,omitzero"` // GitHub did not return the repository's files, so only the diff is shown
}

// FileAt is a version of a file.
type FileAt struct {
	Path string `json:"path"`
	SHA  string `json:"sha"` // of the content
}

// FileNote is a remark about a file.
type FileNote struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Latest is the newest known state of a subject across its analyses. It guards against stale events and results.
type Latest struct {
	ID         string    `firestore:"-" json:"-"` // see Identity.LatestID
	HeadSHA    string    `firestore:"head_sha,omitzero" json:"head_sha,omitzero"`
	BaseSHA    string    `firestore:"base_sha,omitzero" json:"base_sha,omitzero"`
	UpdatedAt  time.Time `firestore:"updated_at,omitzero" json:"updated_at,omitzero"`   // of the subject on GitHub, when last seen
	PushedAt   time.Time `firestore:"pushed_at,omitzero" json:"pushed_at,omitzero"`     // when the newest push arrived
	AnalysisID string    `firestore:"analysis_id,omitzero" json:"analysis_id,omitzero"` // of the newest analysis
	PausedBy   string    `firestore:"paused_by,omitzero" json:"paused_by,omitzero"`     // login of the person who paused the reviews
	Pushers    []string  `firestore:"pushers,omitzero" json:"pushers,omitzero"`         // logins of people who pushed to its head, the newest last
	Ended      string    `firestore:"ended,omitzero" json:"ended,omitzero"`             // why the subject has ended, such as "closed"; "" while it is open
	// Shares is the ID of an analysis of this subject whose head other subjects share: their check runs change when it is no longer the
	// newest, or when the subject ends or is reopened.
	Shares string `firestore:"shares,omitzero" json:"shares,omitzero"`
	// Ledger is the kind's data about the subject across its heads, gzipped.
	Ledger []byte `firestore:"ledger,omitzero" json:"ledger,omitzero"`
	// Comment refers to DevPlus's one comment on a pull request.
	Comment  CommentRef `firestore:"comment_id,omitzero" json:"comment_id,omitzero"`
	Label    string     `firestore:"label,omitzero" json:"label,omitzero"` // that DevPlus gave the subject; empty for none
	ExpireAt time.Time  `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
	Revision Revision   `firestore:"-" json:"-"`
}

// CommentRef refers to a comment on GitHub: its ID, NoComment or CommentPending.
type CommentRef int64

// References without an ID.
const (
	NoComment      CommentRef = 0
	CommentPending CommentRef = -1 // its creation began and may have been cut off: GitHub must be searched for it
)

// ID returns the comment's ID, 0 if it is not known.
func (r CommentRef) ID() int64 { return max(int64(r), 0) }
