package funcserver

import (
	"encoding/json"
	"net/http"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// health is the answer of GET /health.
type health struct {
	Status         string   `json:"status"` // "ok", or "secrets missing": what needs them gets 503 until they have values
	Version        string   `json:"version"`
	MissingSecrets []string `json:"missing_secrets"` // by name
}

// Health answers 200 even without secrets: a deployment has to start before anybody can add their values.
func Health(secrets ...config.Secret) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := health{Status: "ok", Version: telemetry.Version(), MissingSecrets: []string{}}
		for _, s := range secrets {
			if !s.Configured() {
				continue
			}
			if _, err := s.Values(r.Context()); err != nil {
				now.Status = "secrets missing"
				now.MissingSecrets = append(now.MissingSecrets, s.Name())
			}
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(now) // the caller is gone when this fails
	})
}
