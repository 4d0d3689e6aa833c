// Package report is the function that returns one analysis with its evidence as JSON, and a pull request's findings as SARIF.
package report

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"regexp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/store"
)

// Store reads analyses, budgets and the outcomes of findings.
type Store interface {
	Acceptance(ctx context.Context, repositoryID int64) (ledger.Acceptance, error)
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Budget(ctx context.Context, id string) (*budget.Period, error)
}

// New serves GET /api/v1/analyses/{id}: an analysis.View, or 404. With ?format=sarif it returns a pullrequest.SARIF, or 400 for analyses of
// other kinds. GET /api/v1/budgets/{id}, such as repository-42-2026-11-27 or installation-7-2026-11, returns a budget.View, or 400. GET
// /api/v1/acceptance/{repository}, with GitHub's ID of the repository, returns the outcomes of the findings in its merged pull requests.
func New(s Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/analyses/{id}", func(w http.ResponseWriter, r *http.Request) {
		a, err := s.Analysis(r.Context(), r.PathValue("id"))
		switch {
		case errors.Is(err, store.ErrNotFound):
			respond(w, http.StatusNotFound, map[string]string{"error": "there is no such analysis"})
		case err != nil:
			unavailable(r.Context(), w, "reading an analysis", err)
		case r.FormValue("format") == "sarif" && a.Kind != pullrequest.Name:
			respond(w, http.StatusBadRequest, map[string]string{"error": "SARIF is of pull requests, and this is an analysis of kind " + string(a.Kind)})
		case r.FormValue("format") == "sarif":
			v := a.View()
			respond(w, http.StatusOK, pullrequest.NewSARIF(&v))
		default:
			respond(w, http.StatusOK, a.View())
		}
	})
	mux.HandleFunc("GET /api/v1/budgets/{id}", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		if !budgetID.MatchString(id) {
			respond(w, http.StatusBadRequest, map[string]string{"error": "a budget is repository-ID-YYYY-MM-DD or installation-ID-YYYY-MM"})
			return
		}
		p, err := s.Budget(r.Context(), id)
		if err != nil {
			unavailable(r.Context(), w, "reading a budget", err)
			return
		}
		respond(w, http.StatusOK, p.View())
	})
	mux.HandleFunc("GET /api/v1/acceptance/{repository}", func(w http.ResponseWriter, r *http.Request) { accepted(s, w, r) })
	return mux
}

var budgetID = regexp.MustCompile(`^(repository-[0-9]{1,19}-[0-9]{4}-[0-9]{2}-[0-9]{2}|installation-[0-9]{1,19}-[0-9]{4}-[0-9]{2})$`)

func unavailable(ctx context.Context, w http.ResponseWriter, what string, err error) {
	slog.ErrorContext(ctx, what, "error", err)
	w.Header().Set("Retry-After", "10")
	respond(w, http.StatusServiceUnavailable, map[string]string{"error": "the store can't be read now, try again"})
}

func respond(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(body) // the caller is gone when this fails
}
