package execution_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind/kinds"
)

// An attempt must not take another attempt's execution for its own, or it would wait for an answer that is refused.
func TestFind_IsThatOfTheAttempt(t *testing.T) {
	t.Parallel()
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, `{"results":[{"id":"first","labels":[{"key":"attempt","value":"1"}],"state":{"current":"KILLED"}},
			{"id":"second","labels":[{"key":"attempt","value":"2"}],"state":{"current":"RUNNING"}}]}`)
	}))
	t.Cleanup(server.Close)
	client, err := kestra.New(kestra.Config{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	k := execution.Kestra{Client: client, Kinds: kinds.All(nil, nil)}
	for attempt, want := range map[int]string{1: "first", 2: "second", 3: ""} {
		x, found, err := k.Find(t.Context(), &analysis.Analysis{ID: "a", Kind: "pull_request", Attempt: attempt})
		if err != nil || found != (want != "") || x.ID != want {
			t.Errorf("attempt %d: %q, %t, %v", attempt, x.ID, found, err)
		}
	}
	status = http.StatusUnauthorized
	if _, found, err := k.Find(t.Context(), &analysis.Analysis{ID: "a", Kind: "pull_request", Attempt: 1}); found || err == nil {
		t.Errorf("found %t, %v where Kestra refuses", found, err)
	}
}
