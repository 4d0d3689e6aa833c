package publish

import (
	"context"
	"net/http"
	"time"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/render"
	firestorestore "github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/telemetry"
)

func init() { funcserver.Register("Publish", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Publish](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.PrivateKey},
		Handler: func(ctx context.Context) (http.Handler, error) {
			database, err := firestore.NewClientWithDatabase(ctx, c.Project, c.Database)
			if err != nil {
				return nil, err
			}
			analyses := firestorestore.New(database)
			return (&Publisher{
				Store:    analyses,
				GitHub:   githubapp.Source(githubapp.Config{AppID: c.AppID, BaseURL: c.BaseURL()}, c.PrivateKey.Value),
				Kinds:    kinds.All(kinds.Parts{Store: analyses, Gate: c.Gate, Notes: c.Notes, Now: time.Now}),
				Renderer: render.Renderer{Host: c.Host(), Version: telemetry.Version()},
				Now:      time.Now,
			}).Handler(), nil
		},
	}, err
}
