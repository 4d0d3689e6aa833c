// Package report is the function that returns one analysis with its evidence as JSON.
package report

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// Store reads analyses.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
}

// New serves GET /api/v1/analyses/{id}: an analysis.View, or 404.
func New(s Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/analyses/{id}", func(w http.ResponseWriter, r *http.Request) {
		a, err := s.Analysis(r.Context(), r.PathValue("id"))
		switch {
		case errors.Is(err, store.ErrNotFound):
			respond(w, http.StatusNotFound, map[string]string{"error": "there is no such analysis"})
		case err != nil:
			slog.ErrorContext(r.Context(), "reading an analysis", "error", err)
			w.Header().Set("Retry-After", "10")
			respond(w, http.StatusServiceUnavailable, map[string]string{"error": "the store can't be read now, try again"})
		default:
			respond(w, http.StatusOK, a.View())
		}
	})
	return mux
}

func respond(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(body) // the caller is gone when this fails
}
