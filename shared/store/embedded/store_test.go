package embedded_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/store/storetest"
)

func open(t testing.TB) storetest.Store { return openAt(t, filepath.Join(t.TempDir(), "devplus.db")) }

func openAt(t testing.TB, path string) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestStore_Contract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}

func BenchmarkStore(b *testing.B) { storetest.Benchmark(b, open) }

func TestOpen_FileInUse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "devplus.db")
	openAt(t, path)
	_, err := embedded.Open(path)
	if err == nil || err.Error() != path+" is already in use by another process" {
		t.Errorf("error %v, want one line that says it is in use", err)
	}
}

func TestOpen_NamesImpossiblePath(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	if _, err := embedded.Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names %s", err, path)
	}
}

func TestOpen_DocumentsSurviveReopening(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "devplus.db")
	s := openAt(t, path)
	want, err := s.UpdateLatest(t.Context(), "pull_request-1-2", func(p *analysis.Latest) error {
		p.HeadSHA = "abc"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := openAt(t, path).Latest(t.Context(), "pull_request-1-2")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestDue_OneBrokenDocumentHidesNoOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "devplus.db")
	s := openAt(t, path)
	now := time.Now()
	for _, id := range []string{"broken", "whole"} {
		if _, _, err := s.Claim(t.Context(), "pull_request-1-2", id, func(_ *analysis.Latest, a *analysis.Analysis) error {
			return a.Queue(now, "delivery", nil)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("analyses")).Put([]byte("broken"), []byte("{")) }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	due, err := openAt(t, path).Due(t.Context(), now.Add(time.Hour), 10)
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v, want one that names the broken document", err)
	}
	if len(due) != 1 || due[0].ID != "whole" {
		t.Errorf("due: %v, want the one that can be read", due)
	}
}
