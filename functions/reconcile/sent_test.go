package reconcile_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind/kinds"
)

// strip publishes an analysis of which nothing is to be kept.
func (r *rig) strip(a *analysis.Analysis) error {
	at := r.now.Add(-time.Hour)
	if err := a.Publish(at); err != nil {
		return err
	}
	a.Strip(at)
	return nil
}

// The executions of a report that is not kept must be deleted even if Kestra is unreachable when GitHub shows the report, and nothing is
// published for that.
func TestSent_IsDeletedWhenKestraIsBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := []string{r.add(1, r.dispatch(), r.degrade(), r.strip), r.add(2, r.dispatch(), r.degrade(), r.strip)}
	looks := 0
	r.Kestra = func(context.Context) (*kestra.Client, error) { looks++; return nil, errAway }
	if report := r.Run(t.Context()); looks != 1 || len(report.Errors)+report.Due != 0 {
		t.Errorf("%d looks while Kestra is away: %+v", looks, report)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"results":[]}`) }))
	t.Cleanup(server.Close)
	r.Kestra = func(context.Context) (*kestra.Client, error) {
		looks++
		return kestra.New(kestra.Config{URL: server.URL})
	}
	for range 2 {
		r.now = r.now.Add(30 * time.Minute)
		r.Run(t.Context())
	}
	for _, id := range ids {
		if a, err := r.db.Analysis(t.Context(), id); err != nil || !a.DueAt.IsZero() {
			t.Errorf("%s is due still, or lost: %v", id, err)
		}
	}
	if looks != 3 || len(r.events)+len(r.results) != 0 {
		t.Errorf("%d looks, %d messages", looks, len(r.events)+len(r.results))
	}
}

// The record that work was done is useless after another commit, or once the pull request is closed.
func TestSent_GoesWithWhatIsNotTheNewest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Kinds = kinds.All(nil, nil)
	newest, overtaken, closed := r.add(1, r.dispatch(), r.degrade(), r.strip), r.add(2, r.dispatch(), r.degrade(), r.strip), r.add(3, r.dispatch(), r.degrade(), r.strip)
	for number, id := range map[int]string{1: newest, 2: newest} {
		latest := r.Kinds.Of("pull_request").Descriptor().Identity(42, analysis.Subject{Kind: "pull_request", Number: number}).LatestID()
		if _, err := r.db.UpdateLatest(t.Context(), latest, func(l *analysis.Latest) error { l.AnalysisID = id; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if report := r.Run(t.Context()); len(report.Errors) != 0 {
		t.Errorf("%+v", report)
	}
	for id, kept := range map[string]bool{newest: true, overtaken: false, closed: false} {
		if _, err := r.db.Analysis(t.Context(), id); (err == nil) != kept {
			t.Errorf("%s: %v, want it kept: %t", id, err, kept)
		}
	}
}
