package analysis_test

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Whenever reconcile runs within its 5 minutes, it must see what has a deadline before that, and early enough for Pub/Sub's redeliveries.
func TestDeadline_IsSeenBeforeItComes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ due, deadline, want time.Duration }{ // from now on; 0: no deadline
		"none":                  {12 * time.Minute, 0, 12 * time.Minute},
		"far":                   {12 * time.Minute, 27 * time.Minute, 12 * time.Minute},
		"before reconcile's":    {25 * time.Minute, 27 * time.Minute, 22 * time.Minute},
		"within the next call":  {12 * time.Minute, 4 * time.Minute, 4 * time.Minute},
		"over":                  {12 * time.Minute, -time.Minute, 12 * time.Minute},
		"due before all others": {time.Minute, 4 * time.Minute, time.Minute},
	} {
		var deadline time.Time
		if c.deadline != 0 {
			deadline = now.Add(c.deadline)
		}
		if got := analysis.DueBefore(now.Add(c.due), deadline, now).Sub(now); got != c.want {
			t.Errorf("%s: due in %s, want %s", name, got, c.want)
		}
	}
	for wait, want := range map[time.Duration]time.Duration{
		30 * time.Minute: 30*time.Minute - analysis.LastLook,
		4 * time.Minute:  3 * time.Minute,
		0:                0,
	} {
		if got := analysis.AnswerAt(now, wait).Sub(now); got != want {
			t.Errorf("who waits %s is answered after %s, want %s", wait, got, want)
		}
	}
}
