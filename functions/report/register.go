package report

import (
	"context"
	"net/http"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/funcserver"
	firestorestore "github.com/devplus-app/devplus/shared/store/firestore"
)

func init() { funcserver.Register("Report", build) }

func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Report](lookup)
	return funcserver.Function{
		Handler: func(ctx context.Context) (http.Handler, error) {
			database, err := firestore.NewClientWithDatabase(ctx, c.Project, c.Database)
			if err != nil {
				return nil, err
			}
			return New(firestorestore.New(database)), nil
		},
	}, err
}
