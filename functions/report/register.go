package report

import (
	"context"
	"net/http"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/wiring"
)

func init() { funcserver.Register("Report", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Report](lookup)
	return funcserver.Function{
		Handler: func(ctx context.Context) (http.Handler, error) {
			var p wiring.Parts
			err := p.Firestore(ctx, c.Google)
			return New(p.Store), err
		},
	}, err
}
