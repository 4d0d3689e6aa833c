package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
)

// endsAtTheFifth is a database in which the analysis ends before it is read for the fifth time.
type endsAtTheFifth struct {
	store.Database
	reads int
	end   func()
}

func (d *endsAtTheFifth) Read(ctx context.Context, keys []store.Key) ([]store.Snapshot, error) {
	if d.reads++; d.reads == 5 {
		d.end()
	}
	return d.Database.Read(ctx, keys)
}

// Whoever waits minutes for a review would otherwise have its whole analysis decoded and encoded twenty times a second.
func TestAwait_AsksTheReportOnlyAboutChanges(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	const id = "pull_request-1-aaaaaaaaaaaaaaaaaaaa"
	become := func(state analysis.State) {
		_, _, err := db.Claim(t.Context(), "latest", id, func(_ *analysis.Latest, a *analysis.Analysis) error {
			a.Kind, a.State = "pull_request", state
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	var asked atomic.Int64
	report := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		a, err := db.Analysis(r.Context(), id)
		if err != nil {
			t.Error(err)
			return
		}
		_ = json.NewEncoder(w).Encode(analysis.View{ID: id, State: a.State})
	}))
	t.Cleanup(report.Close)
	become(analysis.Queued)
	s := &system{url: report.URL, store: store.New(&endsAtTheFifth{Database: db, end: func() { become(analysis.Skipped) }})}
	view, err := s.await(t.Context(), id, newProgress(t.Output()))
	if err != nil || view.State != analysis.Skipped {
		t.Fatalf("got %+v, %v", view, err)
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("the report was asked %d times, want 2", n)
	}
}
