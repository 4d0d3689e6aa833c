package reconcile

import (
	"context"
	"errors"
	"net/http"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/wiring"
)

func init() { funcserver.Register("Reconcile", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Reconcile](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.PrivateKey, c.Password},
		Handler: func(ctx context.Context) (http.Handler, error) {
			var p wiring.Parts
			err := errors.Join(
				p.Firestore(ctx, c.Google),
				p.PubSub(ctx, c.Project, topics.Names{Events: c.Events, Background: c.Background, Results: c.ResultsTopic}),
				p.KestraServer(ctx, c.KestraServer),
			)
			p.GitHubApp(c.GitHub)
			return New(p), err
		},
	}, err
}
