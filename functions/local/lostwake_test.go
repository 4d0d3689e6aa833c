package main

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
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

// Cloud Run may stop an idle instance at any time, with the flow that it runs. Without a flow, nobody pays for a running one.
func TestSlots_KestraIsKeptUpWhileAFlowRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	for want := range 3 {
		if r.flows.pings != want {
			t.Errorf("%d pings after %d calls of reconcile", r.flows.pings, want)
		}
		r.now = r.now.Add(analysis.ReconcileEvery)
		r.Run(t.Context())
	}
	pings := r.flows.pings
	r.settle(clean)
	r.now = r.now.Add(analysis.ReconcileEvery)
	if r.Run(t.Context()); r.flows.pings != pings {
		t.Errorf("%d pings after the flow's end", r.flows.pings-pings)
	}
}
