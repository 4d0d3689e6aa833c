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

// nextRelease returns the runner that shows next releases.
func nextRelease(p wiring.Parts) *nextrelease.Runner {
	cache := new(source.Cache)
	return &nextrelease.Runner{Store: p.Store, Risk: &releaserisk.Kind{Cache: cache, Store: p.Store, Now: p.Now}, Cache: cache, Host: p.Host, Now: p.Now}
}

// releases requests a new preview of the next release if an event releases something. It publishes a separate event, which may have to
// wait without delaying the rest of this event.
func (d *dispatcher) releases(ctx context.Context, e event.Event, set settings.Settings) error {
	if !e.Releases() || !set.NextRelease.Shown() {
		return nil
	}
	return d.Topics.PublishEvent(ctx, e.Unreleased())
}
