// Package document is the stored form of analyses: one set of fields for all databases.
package document

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
)

// Analysis is a stored analysis; its ID and revision are the store's. Zero fields are absent, so that queries on due_at skip
// ended analyses. Times are UTC at microseconds, the precision of Firestore.
type Analysis struct {
	Kind           analysis.Kind        `firestore:"kind,omitzero" json:"kind,omitzero"`
	Repository     repository           `firestore:"repository,omitzero" json:"repository,omitzero"`
	InstallationID int64                `firestore:"installation_id,omitzero" json:"installation_id,omitzero"`
	Subject        subject              `firestore:"subject,omitzero" json:"subject,omitzero"`
	HeadSHA        string               `firestore:"head_sha,omitzero" json:"head_sha,omitzero"`
	BaseSHA        string               `firestore:"base_sha,omitzero" json:"base_sha,omitzero"`
	URL            string               `firestore:"url,omitzero" json:"url,omitzero"`
	Previous       string               `firestore:"previous,omitzero" json:"previous,omitzero"`
	Attempt        int                  `firestore:"attempt,omitzero" json:"attempt,omitzero"`
	FirstAttempt   int                  `firestore:"first_attempt,omitzero" json:"first_attempt,omitzero"`
	State          analysis.State       `firestore:"state,omitzero" json:"state,omitzero"`
	Degraded       string               `firestore:"degraded,omitzero" json:"degraded,omitzero"`
	SkipReason     string               `firestore:"skip_reason,omitzero" json:"skip_reason,omitzero"`
	Failure        string               `firestore:"failure,omitzero" json:"failure,omitzero"`
	SupersededBy   string               `firestore:"superseded_by,omitzero" json:"superseded_by,omitzero"`
	DueAt          time.Time            `firestore:"due_at,omitzero" json:"due_at,omitzero"`
	Doubted        bool                 `firestore:"doubted,omitzero" json:"doubted,omitzero"`
	Notified       bool                 `firestore:"notified,omitzero" json:"notified,omitzero"`
	NextTry        time.Time            `firestore:"next_try,omitzero" json:"next_try,omitzero"`
	Retries        int                  `firestore:"retries,omitzero" json:"retries,omitzero"`
	Unfunded       bool                 `firestore:"unfunded,omitzero" json:"unfunded,omitzero"`
	Effort         string               `firestore:"effort,omitzero" json:"effort,omitzero"`
	Thrift         string               `firestore:"thrift,omitzero" json:"thrift,omitzero"`
	Deadline       time.Time            `firestore:"deadline,omitzero" json:"deadline,omitzero"`
	Paused         bool                 `firestore:"paused,omitzero" json:"paused,omitzero"`
	Transient      bool                 `firestore:"transient,omitzero" json:"transient,omitzero"`
	WaitingSince   time.Time            `firestore:"waiting_since,omitzero" json:"waiting_since,omitzero"`
	HeldUntil      time.Time            `firestore:"held_until,omitzero" json:"held_until,omitzero"`
	Lease          lease                `firestore:"lease,omitzero" json:"lease,omitzero"`
	Tries          int                  `firestore:"tries,omitzero" json:"tries,omitzero"`
	Refusals       int                  `firestore:"refusals,omitzero" json:"refusals,omitzero"`
	Refused        string               `firestore:"refused,omitzero" json:"refused,omitzero"`
	Deliveries     []string             `firestore:"deliveries,omitzero" json:"deliveries,omitzero"`
	Times          map[string]time.Time `firestore:"times,omitzero" json:"times,omitzero"` // by state
	ExpireAt       time.Time            `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
	Window         int                  `firestore:"window,omitzero" json:"window,omitzero"`
	ExecutionID    string               `firestore:"execution_id,omitzero" json:"execution_id,omitzero"`
	Published      published            `firestore:"published,omitzero" json:"published,omitzero"`
	Usage          usage                `firestore:"usage,omitzero" json:"usage,omitzero"`

	// Gzipped JSON, exempt from Firestore's indexes, together at most analysis.MaxDocumentBytes.
	Facts    []byte `firestore:"facts,omitzero" json:"facts,omitzero"`
	Risk     []byte `firestore:"risk,omitzero" json:"risk,omitzero"`
	Evidence []byte `firestore:"evidence,omitzero" json:"evidence,omitzero"`
	Digests  []byte `firestore:"digests,omitzero" json:"digests,omitzero"`
	Coverage []byte `firestore:"coverage,omitzero" json:"coverage,omitzero"`
	Settings []byte `firestore:"settings,omitzero" json:"settings,omitzero"`
	Scale    []byte `firestore:"scale,omitzero" json:"scale,omitzero"`
	Result   []byte `firestore:"result,omitzero" json:"result,omitzero"`
	Event    []byte `firestore:"event,omitzero" json:"event,omitzero"`
	History  []byte `firestore:"history,omitzero" json:"history,omitzero"`

	// For people in Google Cloud's console; never read back.
	RepositoryName string       `firestore:"repository_name,omitzero" json:"repository_name,omitzero"`
	RiskScore      *float64     `firestore:"risk_score,omitzero" json:"risk_score,omitzero"`
	RiskLevel      change.Level `firestore:"risk_level,omitzero" json:"risk_level,omitzero"`
	FindingsCount  *int         `firestore:"findings_count,omitzero" json:"findings_count,omitzero"`
}

// These types have exactly the fields of the domain's: the conversions between them compile only then.
type (
	repository struct {
		ID            int64  `firestore:"id" json:"id"`
		Owner         string `firestore:"owner" json:"owner"`
		Name          string `firestore:"name" json:"name"`
		DefaultBranch string `firestore:"default_branch,omitzero" json:"default_branch,omitzero"`
		Private       bool   `firestore:"private" json:"private"`
	}

	subject struct {
		Kind         analysis.Kind `firestore:"kind" json:"kind"`
		Number       int           `firestore:"number,omitzero" json:"number,omitzero"`
		Tag          string        `firestore:"tag,omitzero" json:"tag,omitzero"`
		SHA          string        `firestore:"sha,omitzero" json:"sha,omitzero"`
		Environment  string        `firestore:"environment,omitzero" json:"environment,omitzero"`
		ReleaseID    int64         `firestore:"release_id,omitzero" json:"release_id,omitzero"`
		RunID        int64         `firestore:"run_id,omitzero" json:"run_id,omitzero"`
		RunAttempt   int           `firestore:"run_attempt,omitzero" json:"run_attempt,omitzero"`
		DeploymentID int64         `firestore:"deployment_id,omitzero" json:"deployment_id,omitzero"`
		CheckRunID   int64         `firestore:"check_run_id,omitzero" json:"check_run_id,omitzero"`
		Ref          string        `firestore:"ref,omitzero" json:"ref,omitzero"`
	}

	lease struct {
		Owner string    `firestore:"owner" json:"owner"`
		Until time.Time `firestore:"until,omitzero" json:"until,omitzero"`
	}

	published struct {
		CheckRunID         int64  `firestore:"check_run_id,omitzero" json:"check_run_id,omitzero"`
		CheckRunURL        string `firestore:"check_run_url,omitzero" json:"check_run_url,omitzero"`
		CommentID          int64  `firestore:"comment_id,omitzero" json:"comment_id,omitzero"`
		StaleCheckRunID    int64  `firestore:"stale_check_run_id,omitzero" json:"stale_check_run_id,omitzero"`
		StandingCheckRunID int64  `firestore:"standing_check_run_id,omitzero" json:"standing_check_run_id,omitzero"`
		ReleaseURL         string `firestore:"release_url,omitzero" json:"release_url,omitzero"`
		NotWritten         string `firestore:"not_written,omitzero" json:"not_written,omitzero"`
	}

	usage struct {
		Model        string   `firestore:"model,omitzero" json:"model,omitzero"`
		InputTokens  *int64   `firestore:"input_tokens,omitzero" json:"input_tokens,omitzero"`
		OutputTokens *int64   `firestore:"output_tokens,omitzero" json:"output_tokens,omitzero"`
		Calls        int      `firestore:"calls,omitzero" json:"calls,omitzero"`
		Parts        int      `firestore:"parts,omitzero" json:"parts,omitzero"`
		Unanswered   int      `firestore:"unanswered,omitzero" json:"unanswered,omitzero"`
		Clipped      int      `firestore:"clipped,omitzero" json:"clipped,omitzero"`
		CostUSD      *float64 `firestore:"cost_usd,omitzero" json:"cost_usd,omitzero"`
	}
)
