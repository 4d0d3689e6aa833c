package funcserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/funcserver"
)

func TestHealth_ReportsFaultsOfOtherSystems(t *testing.T) {
	t.Parallel()
	sound := func(context.Context) error { return nil }
	faulty := func(context.Context) error { return errors.New("Kestra 0.24.9 is too old") }
	cases := []struct {
		name   string
		checks map[string]funcserver.Check
		status string
		faults any
	}{
		{"nothing to check", nil, "ok", nil},
		{"sound", map[string]funcserver.Check{"kestra": sound}, "ok", nil},
		{"a fault", map[string]funcserver.Check{"kestra": faulty, "other": sound}, "faults", map[string]any{"kestra": "Kestra 0.24.9 is too old"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answer := httptest.NewRecorder()
			health := funcserver.Health(c.checks, config.Direct("SECRET", []byte("value")))
			health.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/health", nil))
			var got map[string]any
			if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{c.status, c.faults}, []any{got["status"], got["faults"]}); diff != "" || answer.Code != http.StatusOK {
				t.Errorf("HTTP %d (-want +got):\n%s", answer.Code, diff)
			}
		})
	}
}
