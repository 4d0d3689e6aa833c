package analysis_test

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// People who wait for a deployment get an answer in time, even if nothing answers.
func TestDeadline_IsDueWhereItComesFirst(t *testing.T) {
	t.Parallel()
	a := &analysis.Analysis{}
	if err := a.Queue(noon, "delivery", nil); err != nil {
		t.Fatal(err)
	}
	deadline := noon.Add(13 * time.Minute)
	a.Limit(deadline)
	if !a.DueAt.Equal(deadline) || a.Overdue(noon) || !a.Overdue(deadline) {
		t.Errorf("queued: due at %s, overdue at the deadline: %t", a.DueAt, a.Overdue(deadline))
	}
	if err := a.Dispatch(noon.Add(5 * time.Minute)); err != nil {
		t.Fatal(err)
	}
	if !a.DueAt.Equal(deadline) {
		t.Errorf("dispatched: due at %s, want the deadline", a.DueAt)
	}
	late := deadline.Add(time.Minute)
	if err := a.Repeat(late, "no answer"); err != nil {
		t.Fatal(err)
	}
	if !a.DueAt.Equal(late.Add(analysis.DispatchedDue)) {
		t.Errorf("after the deadline: due at %s", a.DueAt)
	}
}
