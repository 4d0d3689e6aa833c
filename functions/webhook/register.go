package webhook

import (
	"context"
	"net/http"
	"runtime/debug"

	"cloud.google.com/go/pubsub/v2"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/funcserver"
)

func init() { funcserver.Register("Webhook", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	// Full buffers take up to 155 MiB. By default, the collector would let garbage take as much again.
	debug.SetMemoryLimit(Memory / 8 * 7)
	c, err := config.Load[config.Webhook](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.Secret},
		Handler: func(ctx context.Context) (http.Handler, error) {
			client, err := pubsub.NewClient(ctx, c.Project)
			if err != nil {
				return nil, err
			}
			return New(Config{Secrets: c.Secret, Publisher: topics.New(client, topics.Names{Events: c.Events, Background: c.Background, Results: event.ResultsTopic})}), nil
		},
	}, err
}
