package main

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// A worker that frees a slot may crash before the next waiter is woken. Without a repair, all waiters would depend on
// reconcile, ten at a time.
func TestSlots_CrashWhileOneIsHandedOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		writes int // of the callback, before it is cut off
		within time.Duration
	}{
		"before it is offered":   {1, 0},
		"before it is announced": {2, 2 * analysis.ReconcileEvery},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := slotsRig(t, 2)
			for n := 1; n <= 5; n++ {
				r.openNumbered(n)
			}
			r.drain()
			r.cutAt = r.writes + c.writes
			r.answer(r.flows.running(), clean)
			r.drain()
			if r.pass(c.within); r.active() != 2 {
				t.Errorf("%d flows for 2 slots while others wait", r.active())
			}
			r.settle(clean)
		})
	}
}
