// Package kind says how one analysis differs from another. The pipeline claims, stores, starts, completes and repairs all analyses
// alike. The rest is a Kind: a Descriptor, which is data, and what the kind asks GitHub, measures, sends to a flow, shows to
// people, and does on GitHub. Each kind has a folder below this one; package kinds lists them.
package kind

import (
	"context"
	"encoding/json"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
)

// Kind is one of the analyses. Its methods may be called again after a crash at any point.
type Kind interface {
	Descriptor() Descriptor

	// Handles reports whether an event may ask for an analysis of this kind, or end one. It makes no calls.
	Handles(e event.Event) bool

	// Resolve asks GitHub for the current state of the event's subject. The event is a hint: only what names the subject counts.
	// The Measurer is nil where the subject has ended.
	Resolve(ctx context.Context, r Request) (Subject, Measurer, error)

	// Page is what people read about an analysis, from what is stored alone. With reviewed it shows the flow's answer, else only
	// the measurements; an answer that can't be read is an error.
	Page(a *analysis.Analysis, w render.Writer, reviewed bool) (render.Page, error)

	// Publish does what there is to do on GitHub after the check run was completed.
	Publish(ctx context.Context, p Publication) error
}

// Request is what the analysis of one event works with.
type Request struct {
	GitHub   *githubapp.Repository
	Event    event.Event
	Settings settings.Settings // of the repository
}

// Subject is what an analysis is about, as GitHub shows it now.
type Subject struct {
	analysis.Subject
	HeadSHA     string // what is analyzed; empty when the subject has ended and its head is no longer known
	BaseSHA     string // what it is compared with; empty where there is nothing
	URL         string
	UpdatedAt   time.Time     // of the object on GitHub: events older than this are ignored; zero where GitHub has none
	EndedReason string        // why there is nothing to analyze any more, in a word: "closed", "deleted"; an analysis under way ends
	SkipReason  string        // why it is not analyzed unless a person asks: "draft", "bot author"
	MaxWait     time.Duration // how long people wait for a result at most; 0: as long as it takes
}

// Measurer gathers what a subject consists of and measures it. a is the claimed analysis; previous is the last one of the same subject
// at another head, nil when there is none or the kind does not compare.
type Measurer func(ctx context.Context, a, previous *analysis.Analysis) (Measured, error)

// Measured is what an analysis knows before a model is asked.
type Measured struct {
	Facts    *change.Facts
	Risk     *risk.Assessment
	Evidence json.RawMessage // in the kind's own shape
	Coverage *analysis.Coverage
	Context  prompt.Context // for the flow
}

// Publication is one result that is being published, under a lease.
type Publication struct {
	GitHub   *githubapp.Repository
	App      int64 // the App's ID
	Renderer render.Renderer
	Analysis *analysis.Analysis // completed or failed; what Publish changes in Posted is stored
	Latest   *analysis.Latest   // of the subject
	Settings settings.Settings  // that applied to the analysis
	// CheckLease must succeed before each write to GitHub: the analysis still belongs to this publication.
	CheckLease func(context.Context) error
	// UpdateLatest changes Latest, and stores it.
	UpdateLatest func(context.Context, func(*analysis.Latest) error) error
	Now          func() time.Time
}
