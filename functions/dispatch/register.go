package dispatch

import (
	"context"
	"errors"
	"net/http"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/wiring"
)

func init() { funcserver.Register("Dispatch", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Dispatch](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.PrivateKey, c.Password, c.CallbackKey},
		Checks: map[string]funcserver.Check{"kestra": func(ctx context.Context) error {
			var p wiring.Parts
			return errors.Join(p.Flows(ctx, c.Kestra), p.CheckKestra(ctx))
		}},
		Handler: func(ctx context.Context) (http.Handler, error) {
			p := wiring.Parts{Settings: c.Settings, Bounds: c.Bounds, Model: c.Model, Price: c.Price, Debounce: c.Debounce}
			err := errors.Join(
				p.Firestore(ctx, c.Google),
				p.PubSub(ctx, c.Project, topics.Names{Events: c.Events, Background: c.Background, Results: c.ResultsTopic}),
				p.Flows(ctx, c.Kestra),
			)
			p.GitHubApp(c.GitHub)
			return New(p), err
		},
	}, err
}
