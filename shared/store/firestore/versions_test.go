package firestore_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/testing/emulator"
	"github.com/devplus-app/devplus/shared/testing/versions"
)

// rest calls Firestore's REST API for a document and returns its fields.
func rest(t *testing.T, method, path string, fields json.RawMessage) json.RawMessage {
	t.Helper()
	type document struct {
		Fields json.RawMessage `json:"fields"`
	}
	body, err := json.Marshal(document{fields})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+emulator.Firestore(t)+"/v1/"+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer owner")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var d document
	said, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || json.Unmarshal(said, &d) != nil {
		t.Fatalf("%s %s: %s, %v: %s", method, path, answer.Status, err, said)
	}
	return d.Fields
}

func TestVersions_DocumentsAreReadAndKept(t *testing.T) {
	t.Parallel()
	moments := map[string]versions.Moment{}
	for _, m := range versions.Moments(t) {
		moments[m.Name] = m
	}
	for _, m := range versions.Firestore(t) {
		t.Run(m.Moment, func(t *testing.T) {
			t.Parallel()
			client := emulator.FirestoreClient(t)
			s := firestore.New(client)
			same, err := embedded.Open(moments[m.Moment].File(t))
			if err != nil {
				t.Fatal(err)
			}
			defer same.Close()
			for name, fields := range m.Documents {
				path := client.Doc(name).Path
				rest(t, http.MethodPatch, path, fields)
				id, ok := strings.CutPrefix(name, "analyses/")
				if !ok {
					compare(t, strings.TrimPrefix(name, "latest/"), same.Latest, s.Latest)
					continue
				}
				a := compare(t, id, same.Analysis, s.Analysis)
				if _, err := s.Update(t.Context(), a, func(*analysis.Analysis) error { return nil }); err != nil {
					t.Fatal(err)
				}
				versions.Kept(t, name, fields, rest(t, http.MethodGet, path, nil))
			}
		})
	}
}

// compare reads a document from both stores.
func compare[T any](t *testing.T, id string, embedded, firestore func(context.Context, string) (*T, error)) *T {
	t.Helper()
	want, err := embedded(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := firestore(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(analysis.Revision(""))); diff != "" {
		t.Errorf("%s (-embedded +Firestore):\n%s", id, diff)
	}
	return got
}
