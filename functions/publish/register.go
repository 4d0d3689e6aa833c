package publish

import (
	"context"
	"net/http"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/wiring"
)

func init() { funcserver.Register("Publish", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Publish](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.PrivateKey},
		Handler: func(ctx context.Context) (http.Handler, error) {
			p := wiring.Parts{Settings: c.Settings}
			err := p.Firestore(ctx, c.Google)
			p.GitHubApp(c.GitHub)
			return New(p), err
		},
	}, err
}
