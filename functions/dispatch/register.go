package dispatch

import (
	"context"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/funcserver"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/telemetry"
)

func init() { funcserver.Register("Dispatch", build) }

func build(lookup config.Lookup) (http.Handler, error) {
	c, err := config.Load[config.Dispatch](lookup)
	if err != nil {
		return nil, err
	}
	return nil, nil
}
