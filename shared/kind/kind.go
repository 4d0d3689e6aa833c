// Package kind defines a kind of analysis: a Descriptor, which is data, and the code that reads GitHub, measures, builds the context of a
// flow, renders and publishes. Everything else is the same for all kinds. Each kind has a folder below this one; package kinds lists them.
package kind

import (
	"context"
	"encoding/json"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
)

// Kind is a kind of analysis. Its methods may be called again after a crash at any point.
type Kind interface {
	Descriptor() Descriptor

	// Handles reports whether an event may start or end an analysis of this kind. It makes no calls.
	Handles(e event.Event) bool

	// Resolve asks GitHub for the current state of the event's subject. Only the fields that name the subject count; the rest of the event
	// is a hint. The Measurer is nil if the subject has ended.
	Resolve(ctx context.Context, r Request) (Subject, Measurer, error)

	// Page renders a stored analysis: only the measurements or, with reviewed, also the flow's answer. It fails if the answer can't be
	// read.
	Page(a *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error)

	// Publish makes the kind's other changes on GitHub, after the check run was completed.
	Publish(ctx context.Context, p Publication) error
}

// Prover is a Kind whose results must be checked against the repository before people see them.
type Prover interface {
	Kind
	// Prove checks the analysis's result at its head on GitHub, and drops what does not hold there. It makes at most one request.
	Prove(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis) error
}

// Verified is a Kind whose flow asks the model a second time, about its findings.
type Verified interface {
	Kind
	// Verify adds the second call's answers, which the flow sends beside the result, to a valid result. It makes no calls.
	Verify(result, verifications json.RawMessage) (json.RawMessage, error)
}

// Rememberer is a Kind that keeps its findings from one head of a subject to the next.
type Rememberer interface {
	Kind
	// Remember adds an analysis's result to the subject's ledger, and that ledger to the analysis's evidence. It makes no calls. Adding
	// the same result again changes nothing.
	Remember(a *analysis.Analysis, before []byte) (ledger []byte, evidence json.RawMessage, err error)
}

// Gate is a Kind that answers deployments.
type Gate interface {
	Kind
	// AnswerUnmeasured answers the deployment of an event whose risk can't be measured. why is the reason.
	AnswerUnmeasured(ctx context.Context, r Request, why error) error
}

// Request is the input of one analysis.
type Request struct {
	GitHub   *githubapp.Repository
	Event    event.Event
	Settings settings.Settings // of the repository
}

// Subject is the current state of a subject on GitHub.
type Subject struct {
	analysis.Subject
	HeadSHA     string // the commit to analyze; empty if the subject has ended and its head is no longer known
	BaseSHA     string // the commit to compare with; empty if there is none
	URL         string
	UpdatedAt   time.Time     // of the object on GitHub: older events are ignored; zero if GitHub has no such time
	EndedReason string        // such as "closed" or "deleted": there is nothing left to analyze, and a running analysis ends
	SkipReason  string        // such as "draft": the subject is not analyzed unless a person asks
	Unreviewed  string        // why the model does not review it, unless a person asks; it is still measured
	Never       bool          // SkipReason and Unreviewed hold even if a person asks
	Fix         *bool         // whether its title says that it is a fix; nil: not measured
	Merged      *Merge        // nil unless the change is merged
	MaxWait     time.Duration // the longest that people wait for a result; 0: without limit
}

// Merge is the merge of a change.
type Merge struct {
	At     time.Time
	Author string // the ID of the account that opened the change
	Bot    bool
}

// Measurer reads a subject from GitHub and measures it. a is the claimed analysis.
type Measurer func(ctx context.Context, a *analysis.Analysis, before Before) (Measured, error)

// Before is what earlier analyses know about a subject.
type Before struct {
	Analysis *analysis.Analysis // the last one at another head; nil if there is none or the kind does not compare
	Ledger   []byte             // see analysis.Latest
	// The bounds that the budgets set for the review of a change.
	Thrifty   bool                      // only high and critical risk is reviewed in full
	MaxTokens func(effort string) int64 // the most that it may use, which depends on the model; 0: no bound
}

// Measured holds the measurements of an analysis and the context of its flow.
type Measured struct {
	Facts    *change.Facts
	Risk     *risk.Assessment
	Evidence json.RawMessage // the kind's own measurements
	Digests  json.RawMessage // see analysis.Analysis
	Result   json.RawMessage // set if the result is known without a flow
	Coverage *analysis.Coverage
	Context  prompt.Context
	// Configuration holds the paths of changed files that set DevPlus's settings, to be validated.
	Configuration []string
}

// Publication is the input of Publish: one result, under a lease.
type Publication struct {
	GitHub   *githubapp.Repository
	App      int64 // the App's ID
	Renderer render.Renderer
	Analysis *analysis.Analysis // completed or failed; changes to its Published field are stored
	Latest   *analysis.Latest   // of the subject
	Settings settings.Settings  // of the analysis
	// CheckLease must be called before each write to GitHub. It fails if the analysis no longer belongs to this publication.
	CheckLease func(context.Context) error
	// UpdateLatest changes and stores Latest.
	UpdateLatest func(context.Context, func(*analysis.Latest) error) error
	Now          func() time.Time
}
