package callback

import (
	"context"
	"net/http"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/funcserver"
	firestorestore "github.com/devplus-app/devplus/shared/store/firestore"
)

func init() { funcserver.Register("Callback", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Callback](lookup)
	return funcserver.Function{
		Secrets: []config.Secret{c.CallbackKey},
		Handler: func(ctx context.Context) (http.Handler, error) {
			database, err := firestore.NewClientWithDatabase(ctx, c.Project, c.Database)
			if err != nil {
				return nil, err
			}
			topics, err := pubsub.NewClient(ctx, c.Project)
			if err != nil {
				return nil, err
			}
			mux := http.NewServeMux()
			mux.Handle(Path, &Callback{
				Store:   firestorestore.New(database),
				Keys:    c.CallbackKey,
				Results: event.NewPublisher(topics, event.EventsTopic, c.ResultsTopic),
				Price:   Price{Input: c.Input, Output: c.Output},
				Now:     time.Now,
			})
			return mux, nil
		},
	}, err
}
