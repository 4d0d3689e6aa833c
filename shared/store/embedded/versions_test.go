package embedded_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/store/storetest"
	"github.com/devplus-app/devplus/shared/testing/versions"
)

func TestVersions_DocumentsAreReadAndKept(t *testing.T) {
	t.Parallel()
	states := map[analysis.State]bool{}
	for _, m := range versions.Moments(t) {
		path := m.File(t)
		s := openAt(t, path)
		due, err := s.Due(t.Context(), m.Now.Add(time.Hour), 10)
		if err != nil {
			t.Fatal(err)
		}
		waiting := map[string]bool{}
		for _, a := range due {
			waiting[a.ID] = true
		}
		for name, record := range m.Documents {
			if id, ok := strings.CutPrefix(name, "analyses/"); ok {
				state := rewriteAnalysis(t, s, id)
				states[state] = true
				if waiting[id] != strings.Contains(string(record), `"due_at"`) {
					t.Errorf("%s: %s, which is %s, is due: %t", m.Name, id, state, waiting[id])
				}
				continue
			}
			l, err := s.Latest(t.Context(), strings.TrimPrefix(name, "latest/"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := store.Latests.Update(t.Context(), s, l, func(*analysis.Latest) error { return nil }); err != nil {
				t.Error(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for name, record := range m.Documents {
			versions.Kept(t, m.Name+", "+name, documentOf(t, record), documentOf(t, recordIn(t, path, name)))
		}
	}
	for _, state := range analysis.States() {
		if !states[state] {
			t.Errorf("no analysis is %s", state)
		}
	}
}

// Functions are deployed in any order: a document of any collection that an earlier version wrote keeps all it had when this one writes it.
func TestVersions_EveryCollectionIsKept(t *testing.T) {
	t.Parallel()
	for name, before := range versions.Stored(t) {
		collection, id, _ := strings.Cut(name, "/")
		after, err := storetest.Rewritten(collection, id, before)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		versions.Kept(t, name, before, after)
	}
}

// rewriteAnalysis reads and writes an analysis, and returns its state.
func rewriteAnalysis(t *testing.T, s *embedded.Store, id string) analysis.State {
	t.Helper()
	a, err := s.Analysis(t.Context(), id)
	if err == nil {
		a, err = s.Update(t.Context(), a, func(*analysis.Analysis) error { return nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	return a.State
}

func recordIn(t *testing.T, path, name string) (record []byte) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	collection, id, _ := strings.Cut(name, "/")
	if err := db.View(func(tx *bbolt.Tx) error {
		record = append(record, tx.Bucket([]byte(collection)).Get([]byte(id))...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return record
}

func documentOf(t *testing.T, record []byte) []byte {
	t.Helper()
	var r struct{ Document json.RawMessage }
	if err := json.Unmarshal(record, &r); err != nil {
		t.Fatal(err)
	}
	return r.Document
}
