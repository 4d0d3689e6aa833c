package dispatch

import (
	"context"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind/nextrelease"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/wiring"
)

// nextRelease returns what shows the next releases.
func nextRelease(p wiring.Parts) *nextrelease.Runner {
	cache := new(source.Cache)
	return &nextrelease.Runner{Store: p.Store, Risk: &releaserisk.Kind{Cache: cache, Store: p.Store, Now: p.Now}, Cache: cache, Host: p.Host, Now: p.Now}
}

// releases has the next release shown anew where an event releases something. That is an event of its own: it may have to wait, and what
// else the event asks for must not.
func (d *dispatcher) releases(ctx context.Context, e event.Event, set settings.Settings) error {
	if !e.Releases() || !set.NextRelease.Shown() {
		return nil
	}
	return d.Topics.PublishEvent(ctx, e.Unreleased())
}
