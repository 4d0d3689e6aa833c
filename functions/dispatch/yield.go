package dispatch

import (
	"context"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/slots"
)

// yield returns an *AwayError where a change is better measured later: less than half of the installation's limit is left, and its review
// would wait for one of Kestra's slots anyway. In a burst of thousands, measuring all of them first would spend the hour's requests, and what
// is reviewed meanwhile could be neither started nor shown. It costs a read, and only while the limit is scarce.
func (d *dispatcher) yield(ctx context.Context, gh *githubapp.Installation, e event.Event, subjects []subject) error {
	later := func(s subject) bool { return s.known.analysis == nil || awaitsMeasuring(s.known.analysis) }
	if d.Kestra == nil || e.Intent != event.Analyze || classOf(e) != slots.Usual || !slices.ContainsFunc(subjects, later) {
		return nil
	}
	scarce := gh.Scarce(d.Now())
	if scarce == nil {
		return nil
	}
	held, err := d.Store.Slots(ctx)
	if err != nil || held.HasRoom(d.Now(), d.MaxRunning, "", 0) {
		return err
	}
	return scarce
}

// awaitsMeasuring reports whether nothing but measuring comes next.
func awaitsMeasuring(a *analysis.Analysis) bool {
	return (a.State == analysis.None || a.State == analysis.Queued) && !a.Measured()
}
