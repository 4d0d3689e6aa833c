// Package report is the function that returns one analysis with its evidence as JSON, and a pull request's findings as SARIF.
package report

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/store"
)

// Store reads analyses.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
}

// New serves GET /api/v1/analyses/{id}: an analysis.View, or 404. With ?format=sarif it returns a pullrequest.SARIF, or 400 for analyses of
// other kinds.
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
		case r.FormValue("format") == "sarif" && a.Kind != pullrequest.Name:
			respond(w, http.StatusBadRequest, map[string]string{"error": "SARIF is of pull requests, and this is an analysis of kind " + string(a.Kind)})
		case r.FormValue("format") == "sarif":
			v := a.View()
			respond(w, http.StatusOK, pullrequest.NewSARIF(&v))
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
