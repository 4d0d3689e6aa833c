package report

import (
	"net/http"
	"strconv"

	"github.com/devplus-app/devplus/shared/ledger"
)

// accepted answers with the outcomes by category, severity and prompt version, and the accepted share of each category.
func accepted(s Store, w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("repository"), 10, 64)
	if err != nil {
		respond(w, http.StatusBadRequest, map[string]string{"error": "name the repository by its ID on GitHub, a number"})
		return
	}
	a, err := s.Acceptance(r.Context(), id)
	if err != nil {
		unavailable(r.Context(), w, "reading what people made of findings", err)
		return
	}
	respond(w, http.StatusOK, struct {
		Pulls      int              `json:"pull_requests"`
		Categories []ledger.Share   `json:"categories"`
		Outcomes   []ledger.Outcome `json:"outcomes"`
	}{len(a.Counted), a.Shares(), append([]ledger.Outcome{}, a.Outcomes...)})
}
