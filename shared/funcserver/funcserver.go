// Package funcserver puts a function's handler behind the Functions Framework.
package funcserver

import (
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	// The build of a deployed function imports funcframework; naming it here keeps the versions that its `go mod tidy` finds
	// equal to go.mod's.
	_ "github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"github.com/GoogleCloudPlatform/functions-framework-go/functions"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Build makes a function's handler from its environment; it makes no connection. Its error names every fault.
type Build func(lookup config.Lookup) (http.Handler, error)

// Register makes the handler known to the Functions Framework under name. In the deployment of that function
// (FUNCTION_TARGET) it is built at once, and a fault in the environment ends the process: the deployment fails instead of
// the first request. Elsewhere it is built when it is first called.
func Register(name string, build Build) {
	handler := sync.OnceValues(func() (http.Handler, error) {
		slog.SetDefault(telemetry.New(os.Stdout, os.Getenv("GOOGLE_CLOUD_PROJECT"), strings.ToLower(name)))
		h, err := build(os.LookupEnv)
		if err != nil {
			slog.Error("the function can't start", "error", err)
			return nil, err
		}
		return telemetry.Trace(h), nil
	})
	if os.Getenv("FUNCTION_TARGET") == name {
		if _, err := handler(); err != nil {
			os.Exit(1)
		}
	}
	functions.HTTP(name, func(w http.ResponseWriter, r *http.Request) {
		h, err := handler()
		if err != nil {
			http.Error(w, "the function is not configured; its log says what is missing", http.StatusServiceUnavailable)
			return
		}
		h.ServeHTTP(w, r)
	})
}
