package dispatch

import (
	"errors"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// A message that comes twice must not cost requests to GitHub; one whose worker was cut off must go on.
func TestRepeated_GitHubIsAskedOnlyForWhatIsLeft(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	later, before := now.Add(time.Minute), now.Add(-time.Minute)
	work, over := analysis.Lease{Owner: "other", Until: later}, analysis.Lease{Owner: "other", Until: before}
	for name, c := range map[string]struct {
		a    analysis.Analysis
		done bool
		err  error
	}{
		"measured by another":                {analysis.Analysis{State: analysis.Queued, Lease: work}, false, analysis.ErrLeased},
		"its worker was cut off":             {analysis.Analysis{State: analysis.Queued, Lease: over}, false, nil},
		"started by another":                 {analysis.Analysis{State: analysis.Dispatched, Lease: work}, false, analysis.ErrLeased},
		"its start may have been cut off":    {analysis.Analysis{State: analysis.Dispatched, DueAt: later}, false, nil},
		"its flow runs":                      {analysis.Analysis{State: analysis.Dispatched, ExecutionID: "x", DueAt: later}, true, nil},
		"its flow is late":                   {analysis.Analysis{State: analysis.Dispatched, ExecutionID: "x", DueAt: before}, false, nil},
		"its result may not be announced":    {analysis.Analysis{State: analysis.Completed}, false, nil},
		"published":                          {analysis.Analysis{State: analysis.Published}, true, nil},
		"published, to be tried again later": {analysis.Analysis{State: analysis.Published, NextTry: later}, true, nil},
		"published, to be tried again now":   {analysis.Analysis{State: analysis.Published, NextTry: before}, false, nil},
		"superseded, and GitHub shows it":    {analysis.Analysis{State: analysis.Superseded, Notified: true}, true, nil},
		"superseded, and GitHub may not":     {analysis.Analysis{State: analysis.Superseded}, false, nil},
		"failed, and GitHub may not show it": {analysis.Analysis{State: analysis.Failed}, false, nil},
		"skipped":                            {analysis.Analysis{State: analysis.Skipped}, true, nil},
	} {
		if done, err := leavesNothing(&c.a, now); done != c.done || !errors.Is(err, c.err) {
			t.Errorf("%s: done %t, %v; want %t, %v", name, done, err, c.done, c.err)
		}
	}
}
