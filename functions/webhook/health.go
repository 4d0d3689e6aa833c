package webhook

import (
	"net/http"

	"github.com/devplus-app/devplus/shared/telemetry"
)

// Health is the answer of GET /health.
type Health struct {
	Status         string   `json:"status"` // "ok", or "secrets missing": deliveries get 503 until they have values
	Version        string   `json:"version"`
	MissingSecrets []string `json:"missing_secrets"` // by name
}

// health is 200 also without secrets: a deployment has to come up before anybody can give them values.
func (h *handler) health(w http.ResponseWriter, r *http.Request) {
	now := Health{Status: "ok", Version: telemetry.Version(), MissingSecrets: h.MissingSecrets(r.Context())}
	if len(now.MissingSecrets) > 0 {
		now.Status = "secrets missing"
	}
	answer(w, http.StatusOK, now)
}
