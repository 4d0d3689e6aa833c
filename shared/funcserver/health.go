package funcserver

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// health is the answer of GET /health.
type health struct {
	Status         string            `json:"status"` // "ok", "secrets missing" (requests that need them get 503 until then) or "faults"
	Version        string            `json:"version"`
	MissingSecrets []string          `json:"missing_secrets"`  // by name
	Faults         map[string]string `json:"faults,omitempty"` // by check
}

// Check reports what is wrong with a system that a function depends on, in words for people.
type Check func(context.Context) error

// checkPatience bounds the time that the checks of one request take.
const checkPatience = 5 * time.Second

// Health answers 200 even without secrets: a deployment starts before their values can be added. Faults of other systems don't
// change that either.
func Health(checks map[string]Check, secrets ...config.Secret) http.Handler {
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
		ctx, cancel := context.WithTimeout(r.Context(), checkPatience)
		defer cancel()
		for name, check := range checks {
			if err := check(ctx); err != nil {
				if now.Faults == nil {
					now.Faults = map[string]string{}
				}
				now.Faults[name] = err.Error()
			}
		}
		if now.Status == "ok" && len(now.Faults) > 0 {
			now.Status = "faults"
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(now) // the caller is gone when this fails
	})
}
