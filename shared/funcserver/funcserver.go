// Package funcserver serves a function through the Functions Framework, and /health beside it.
package funcserver

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	// The build of a deployed function imports funcframework and runs `go mod tidy`. Importing it here keeps the versions
	// equal to go.mod's.
	_ "github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"github.com/GoogleCloudPlatform/functions-framework-go/functions"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Function is a function with a valid configuration.
type Function struct {
	Secrets []config.Secret                             // that it needs
	Checks  map[string]Check                            // of other systems, for /health
	Handler func(context.Context) (http.Handler, error) // makes its clients and its handler; called again after an error
}

// Build reads a function's environment variables and opens no connection. Its error names every fault.
type Build func(lookup config.Lookup) (Function, error)

// Register registers the function with the Functions Framework. In its own deployment (FUNCTION_TARGET), a fault in the
// environment ends the process, so that the deployment fails instead of the first request. Clients are made at the first
// request, so that a start needs no network.
func Register(name string, build Build) {
	handler := sync.OnceValues(func() (http.Handler, error) {
		slog.SetDefault(telemetry.New(os.Stdout, os.Getenv("GOOGLE_CLOUD_PROJECT"), strings.ToLower(name)))
		f, err := build(os.LookupEnv)
		rate, fault := sampleRate(os.LookupEnv)
		err = errors.Join(err, fault)
		if err != nil {
			slog.Error("the function can't start", "error", err)
			return nil, err
		}
		return traced(rate, os.Getenv("GOOGLE_CLOUD_PROJECT"), f.serve()), nil
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

func (f Function) serve() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /health", Health(f.Checks, f.Secrets...))
	mux.Handle("/", &lazy{make: f.Handler})
	return mux
}

// lazy makes its handler at the first request, and retries until that succeeds.
type lazy struct {
	make func(context.Context) (http.Handler, error)

	mu      sync.Mutex
	handler http.Handler
}

func (l *lazy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, err := l.get(r.Context())
	if err != nil {
		slog.ErrorContext(r.Context(), "could not connect to Google Cloud", "error", err)
		w.Header().Set("Retry-After", "10")
		http.Error(w, "not ready, try again", http.StatusServiceUnavailable)
		return
	}
	h.ServeHTTP(w, r)
}

func (l *lazy) get(ctx context.Context) (http.Handler, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.handler != nil {
		return l.handler, nil
	}
	h, err := l.make(context.WithoutCancel(ctx)) // the clients outlive the request
	if err == nil {
		l.handler = h
	}
	return h, err
}
