package kestra_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

type answer struct {
	status  int
	message string
}

// serveKestra is a Kestra of a version that has one flow, and knows no way to start or kill anything but those given.
func serveKestra(t *testing.T, version, source string, more map[string]answer) *kestra.Client {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/configs", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"version":%q}`, version) })
	mux.HandleFunc("GET /api/v1/main/flows/devplus/a-flow", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"id": "a-flow", "revision": 7, "source": source})
	})
	for pattern, answer := range more {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(answer.status)
			fmt.Fprintf(w, `{"message":%q}`, answer.message)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client, err := kestra.New(kestra.Config{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestCheck_ReportsVersionAndFlows(t *testing.T) {
	t.Parallel()
	const body = "\nid: a-flow\ntasks: []\n"
	shipped := "# Generated. " + kestra.Checksum("x"+body) + body
	cases := []struct{ name, version, source, flow, want string }{
		{"1.3", "1.3.31", shipped, "a-flow", ""},
		{"2.0", "v2.0.3", shipped, "a-flow", ""},
		{"a snapshot", "develop-SNAPSHOT", shipped, "a-flow", ""},
		{"the last newline is lost", "2.0.0", strings.TrimSuffix(shipped, "\n"), "a-flow", ""},
		{"0.24", "0.24.9", shipped, "a-flow", "Kestra 0.24.9 is too old: DevPlus needs 1.3 or newer"},
		{"1.0", "1.0.4", shipped, "a-flow", "Kestra 1.0.4 is too old: DevPlus needs 1.3 or newer"},
		{"no flow", "2.0.0", shipped, "another", "Kestra 2.0.0 has no flow another: load the flows of kestra-image"},
		{"an edited flow", "1.3.31", strings.ReplaceAll(shipped, "[]", "[x]"), "a-flow", "flow a-flow was edited in Kestra (revision 7): make the change in DevPlus, or the image's next start replaces it"},
		{"another flow", "1.3.31", "id: a-flow\n", "a-flow", "flow a-flow in Kestra (revision 7) has no checksum: another program or an older DevPlus loaded it"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := serveKestra(t, c.version, c.source, nil).Check(t.Context(), c.flow)
			if c.want == "" && err != nil || c.want != "" && (err == nil || err.Error() != c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// The shared engine's flows have shorter retries than those shipped, which is an edit.
func TestCheck_ReportsEditsOnEngine(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, reportsEditsOnEngine)
}

func reportsEditsOnEngine(t *testing.T, stack *kestratest.Stack) {
	client := stack.Client(t)
	for _, kind := range kindtest.Names() {
		if err := client.Check(t.Context(), kindtest.Of(kind).Flow); err == nil || !strings.Contains(err.Error(), "was edited in Kestra") {
			t.Errorf("%s: got %v", kind, err)
		}
	}
	if version, err := client.Version(t.Context()); err != nil || !strings.HasPrefix(version, stack.Version+".") {
		t.Errorf("version %q, %v; want %s", version, err, stack.Version)
	}
}

func TestStart_AdvisesWhatToDo(t *testing.T) {
	t.Parallel()
	cases := []struct {
		version string
		status  int
		says    string
		want    string
	}{
		{"2.0.0", http.StatusNotFound, "", "Kestra 2.0.0 has no flow a-flow: load the flows of kestra-image"},
		{"2.0.0", http.StatusConflict, "", "Kestra 2.0.0 can't read its flow a-flow: load the flows of this DevPlus's kestra-image"},
		{"0.24.9", http.StatusNotFound, "", "Kestra 0.24.9 is too old: DevPlus needs 1.3 or newer"},
		{"2.0.0", http.StatusInternalServerError, "Flow devplus/a-flow failed to parse: Invalid type: io.kestra.plugin.core.flow.ForEach",
			"Kestra 2.0.0 can't read its flow a-flow: load the flows of this DevPlus's kestra-image"},
		{"2.0.0", http.StatusInternalServerError, "the database is away", ""},
		{"1.3.31", http.StatusUnprocessableEntity, "", ""},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s answers %d %s", c.version, c.status, c.says), func(t *testing.T) {
			t.Parallel()
			client := serveKestra(t, c.version, "", map[string]answer{"POST /api/v1/main/executions/devplus/a-flow": {c.status, c.says}})
			_, err := client.Start(t.Context(), "a-flow", nil, nil)
			var refused *kestra.Error
			if !errors.As(err, &refused) || refused.Advice != c.want || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want the advice %q", err, c.want)
			}
			if wait := c.status == http.StatusInternalServerError && c.want == ""; refused.Temporary() != wait {
				t.Errorf("temporary: %t, want %t", refused.Temporary(), wait)
			}
		})
	}
}

func TestKill_UsesThePathThatExists(t *testing.T) {
	t.Parallel()
	const path = "/api/v1/main/executions/e"
	cases := []struct {
		name   string
		routes map[string]answer
		status int // of the error; 0 for none
	}{
		{"1.3", map[string]answer{"DELETE " + path + "/kill": {http.StatusAccepted, ""}}, 0},
		{"1.3, unknown", map[string]answer{"DELETE " + path + "/kill": {http.StatusNotFound, ""}}, http.StatusNotFound},
		{"1.3, refused", map[string]answer{"DELETE " + path + "/kill": {http.StatusForbidden, ""}}, http.StatusForbidden},
		{"2.0", map[string]answer{"DELETE " + path + "/actions/kill": {http.StatusOK, ""}}, 0},
		{"2.0, unknown", map[string]answer{"DELETE " + path + "/actions/kill": {http.StatusNotFound, ""}, "POST " + path + "/kill": {http.StatusOK, ""}}, http.StatusNotFound},
		{"2.0, refused", map[string]answer{"DELETE " + path + "/actions/kill": {http.StatusConflict, ""}}, http.StatusConflict},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := serveKestra(t, "", "", c.routes).Kill(t.Context(), "e")
			var failed *kestra.Error
			if errors.As(err, &failed); (err == nil) != (c.status == 0) || err != nil && failed.Status != c.status {
				t.Errorf("got %v, want %d", err, c.status)
			}
		})
	}
}
