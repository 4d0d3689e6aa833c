// Package wiring is the one place where the functions' parts are connected. Each function takes what it needs from Parts: those of
// Google Cloud in a deployment (cloud.go), those of one process in functions/local and in tests.
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

// Topics are what functions publish to.
type Topics interface {
	PublishEvent(ctx context.Context, e event.Event) error
	PublishResult(ctx context.Context, r event.Result) error
}

// Parts are what the functions consist of. A function uses some of them; the rest may be zero.
type Parts struct {
	Store    *store.Store
	Topics   Topics
	GitHub   func(context.Context) (*githubapp.App, error)
	Host     string            // of GitHub's pages; "": github.com
	Settings settings.Settings // the deployment's defaults
	Kinds    kind.List         // nil: all
	Price    config.Price
	Now      func() time.Time // nil: time.Now

	Kestra      func(context.Context) (*kestra.Client, error) // nil: there is none, everything is measured only,
	NoKestra    string                                        // and this is why, for people
	CallbackURL string                                        // as Kestra reaches it
	CallbackKey config.Secret
	Patience    time.Duration // how long starting a flow is retried; 0: as the clock says
}

// Complete fills in what has a default.
func (p Parts) Complete() Parts {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Patience == 0 {
		p.Patience = analysis.StartPatience
	}
	if p.Kinds == nil {
		p.Kinds = kinds.All(p.Store, p.Now)
	}
	return p
}

// Renderer returns what renders check runs, with the pages of all kinds.
func (p Parts) Renderer() render.Renderer {
	return render.Renderer{Host: p.Host, Version: telemetry.Version(), Page: p.Kinds.Page}
}
