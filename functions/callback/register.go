package callback

import (
	"context"
	"errors"
	"net/http"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/wiring"
)

func init() { funcserver.Register("Callback", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Callback](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.CallbackKey},
		Handler: func(ctx context.Context) (http.Handler, error) {
			p := wiring.Parts{CallbackKey: c.CallbackKey, Price: c.Price}
			err := errors.Join(p.Firestore(ctx, c.Google), p.PubSub(ctx, c.Project, topics.Names{Events: c.Events, Background: c.Background, Results: c.ResultsTopic}))
			mux := http.NewServeMux()
			mux.Handle(Path, New(p))
			return mux, err
		},
	}, err
}
