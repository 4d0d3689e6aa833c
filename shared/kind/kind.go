// Package kind says what tells one analysis from another. The pipeline claims, stores, starts, completes and repairs all analyses
// alike; what it does not know of them is a Kind: how its subject stands on GitHub, what is measured of it, what a flow is
// given, what people read, and what else is done on GitHub. Each kind has a folder below this one; package kinds lists them.
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
)

// Kind is one of the analyses. Its methods may be called again after a crash at any point.
type Kind interface {
	Name() analysis.Kind

	// Wants reports whether an event from GitHub may ask for an analysis of this kind, or end one. It calls nobody.
	Wants(e event.Event) bool

	// Look asks GitHub how the subject of an event stands now. The event is a hint: of its subject only what names the subject counts.
	Look(ctx context.Context, gh *githubapp.Repository, e event.Event) (Subject, error)

	// Supersedes reports whether a newer head of a subject ends what is under way for an older one.
	Supersedes() bool

	// Page is what people read of an analysis. With reviewed it shows the workflow's answer, else what was measured alone; an
	// answer that can't be read is an error.
	Page(a *analysis.Analysis, w render.Writer, reviewed bool) (render.Page, error)

	// Publish does what there is to do on GitHub beside the check run, which is completed already.
	Publish(ctx context.Context, p Publication) error
}

// Subject is what an analysis is about, as GitHub shows it now.
type Subject struct {
	analysis.Subject
	HeadSHA   string // what is analysed; empty when the subject is Over and its head is no longer known
	BaseSHA   string // what it is compared with; empty where there is nothing
	URL       string
	UpdatedAt time.Time // of the object on GitHub, which is never analysed in an older state again; zero where GitHub has none
	Over      string    // why there is nothing to analyse any more, in a word: "closed", "deleted"; what is under way ends
	Skip      string    // why it is not analysed unless a person asks: "draft", "bot author"

	Within time.Duration // how long people wait for a result at most; 0: as long as it takes

	// Measure gathers what the subject is made of and measures it; a is the claimed analysis, previous the last one of the same
	// subject at another head, nil when there is none.
	Measure func(ctx context.Context, a, previous *analysis.Analysis) (Measured, error)
}

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
	// Hold must succeed before each write to GitHub: the analysis is still this publication's.
	Hold func(context.Context) error
	// Note changes Latest, and stores it.
	Note func(context.Context, func(*analysis.Latest) error) error
	Now  func() time.Time
}
