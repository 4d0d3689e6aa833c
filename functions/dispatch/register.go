package dispatch

import (
	"context"
	"net/http"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2"
	"google.golang.org/api/idtoken"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/render"
	firestorestore "github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/telemetry"
)

func init() { funcserver.Register("Dispatch", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Dispatch](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.PrivateKey, c.Password, c.CallbackKey},
		Handler: func(ctx context.Context) (http.Handler, error) {
			database, err := firestore.NewClientWithDatabase(ctx, c.Project, c.Database)
			if err != nil {
				return nil, err
			}
			topics, err := pubsub.NewClient(ctx, c.Project)
			if err != nil {
				return nil, err
			}
			publisher := event.NewPublisher(topics, c.EventsTopic, c.ResultsTopic)
			analyses := firestorestore.New(database)
			d := &Dispatcher{
				Store:       analyses,
				GitHub:      githubapp.Source(githubapp.Config{AppID: c.AppID, BaseURL: c.BaseURL()}, c.PrivateKey.Value),
				Results:     publisher,
				Events:      publisher,
				Kinds:       kinds.All(kinds.Parts{Store: analyses, Gate: c.Gate, Notes: c.Notes, Now: time.Now}),
				Renderer:    render.Renderer{Host: c.Host(), Version: telemetry.Version()},
				Now:         time.Now,
				NoKestra:    "no workflow engine is configured: set KESTRA_URL",
				CallbackKey: c.CallbackKey,
				Patience:    analysis.StartPatience,
			}
			if c.URL != nil {
				d.CallbackURL = c.CallbackURL.String()
				if d.Kestra, err = kestraSource(ctx, c.Kestra); err != nil {
					return nil, err
				}
			}
			return d.Handler(), nil
		},
	}, err
}

// kestraSource logs in with the password as it is now.
func kestraSource(ctx context.Context, c config.Kestra) (func(context.Context) (*kestra.Client, error), error) {
	k := kestra.Config{URL: c.URL.String(), Tenant: c.Tenant, Namespace: c.Namespace, Username: c.Username}
	if c.Auth == "google" {
		tokens, err := idtoken.NewTokenSource(ctx, k.URL) // the audience is the service's base URL
		if err != nil {
			return nil, err
		}
		k.Token = func(context.Context) (string, error) {
			token, err := tokens.Token()
			if err != nil {
				return "", err
			}
			return token.AccessToken, nil
		}
	}
	return func(ctx context.Context) (*kestra.Client, error) {
		k := k
		if c.Password.Configured() {
			password, err := c.Password.Value(ctx)
			if err != nil {
				return nil, err
			}
			k.Password = string(password)
		}
		return kestra.New(k)
	}, nil
}
