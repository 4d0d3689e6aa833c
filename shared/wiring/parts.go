// Package wiring connects the parts of the functions. Each function takes the Parts that it needs: those of Google Cloud in a deployment
// (cloud.go), those of one process in functions/local and in tests.
package wiring

import (
	"context"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Topics publishes events and results.
type Topics interface {
	PublishEvent(ctx context.Context, e event.Event) error
	PublishResult(ctx context.Context, r event.Result) error
}

// Parts are the dependencies of the functions. A function uses some of them; the others may be zero.
type Parts struct {
	Store    *store.Store
	Topics   Topics
	GitHub   func(context.Context) (*githubapp.App, error)
	Host     string            // of GitHub's pages; "": github.com
	Settings settings.Settings // the deployment's defaults
	Bounds   settings.Bounds   // of the deployment, on what repositories set
	Kinds    kind.List         // nil: all
	Price    config.Price
	Model    config.Model
	Now      func() time.Time // nil: time.Now
	Debounce time.Duration    // the wait of a push for the next one; 0: its review begins at once

	Kestra      func(context.Context) (*kestra.Client, error) // nil: analyses are measured only
	NoKestra    string                                        // why Kestra is nil, for people
	KeepsDays   int                                           // days that Kestra keeps its executions; 0: not known
	CallbackURL string                                        // as Kestra reaches it
	CallbackKey config.Secret
	MaxRunning  int           // flows at a time; 0: analysis.KestraMaxRunning
	Patience    time.Duration // how long starting a flow is retried; 0: analysis.StartPatience
}

// Complete fills in the defaults.
func (p Parts) Complete() Parts {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Patience == 0 {
		p.Patience = analysis.StartPatience
	}
	if p.MaxRunning == 0 {
		p.MaxRunning = analysis.KestraMaxRunning
	}
	if p.Kinds == nil {
		p.Kinds = kinds.All(p.Store, p.Now)
	}
	return p
}

// Renderer returns a renderer of check runs with the pages of all kinds.
func (p Parts) Renderer() render.Renderer {
	return render.Renderer{Host: p.Host, Version: telemetry.Version(), Page: p.Kinds.Page}
}
