package reconcile

import (
	"context"
	"net/http"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/githubapp"
	firestorestore "github.com/devplus-app/devplus/shared/store/firestore"
)

func init() { funcserver.Register("Reconcile", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Reconcile](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.PrivateKey},
		Handler: func(ctx context.Context) (http.Handler, error) {
			database, err := firestore.NewClientWithDatabase(ctx, c.Project, c.Database)
			if err != nil {
				return nil, err
			}
			topics, err := pubsub.NewClient(ctx, c.Project)
			if err != nil {
				return nil, err
			}
			return &Reconciler{
				Store:  firestorestore.New(database),
				Topics: event.NewPublisher(topics, c.EventsTopic, c.ResultsTopic),
				GitHub: githubapp.Source(githubapp.Config{AppID: c.AppID, BaseURL: c.BaseURL()}, c.PrivateKey.Value),
				Now:    time.Now,
			}, nil
		},
	}, err
}
