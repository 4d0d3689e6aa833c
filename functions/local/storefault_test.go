package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/store"
)

// Firestore's errors, as package store/firestore translates them.
var (
	errStoreAway = status.Error(codes.Unavailable, "the service is currently unavailable")
	errStoreBusy = fmt.Errorf("%w: %w", store.ErrStale, status.Error(codes.Aborted, "too much contention on these documents"))
)

// course is a pull request from its opening to its review.
func (r *rig) course() {
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(finding)
}

// storeCourses are what the store fails in: their rigs, what happens, and what GitHub shows in the end.
var storeCourses = map[string]struct {
	begin func(*testing.T) *rig
	play  func(*rig)
	judge func(*rig)
}{
	"a pull request": {func(t *testing.T) *rig { return newRig(t, -1) }, (*rig).course, (*rig).reviewed},
	"one that waits for GitHub": {func(t *testing.T) *rig { return newRig(t, -1) }, func(r *rig) {
		back := r.now.Add(20 * time.Minute)
		r.gh.Fail(func(*http.Request) bool { return r.now.Before(back) }, http.StatusBadGateway, nil, "", -1)
		r.course()
	}, (*rig).reviewed},
	"a gate": {func(t *testing.T) *rig { r, _ := gateRig(t, -1); return r }, func(r *rig) {
		head, err := r.gh.Head()
		r.must(err)
		r.wait(head)
		r.settle(drivers)
	}, (*rig).approvedOnce},
	"release notes": {func(t *testing.T) *rig {
		dir, _ := taggedRepository(t, "")
		return newRigOn(t, -1, standin.Options{Dir: dir, ContentsWrite: true})
	}, (*rig).pushTag, (*rig).oneDraft},
}

// Firestore fails at one call of a course, whichever it is: before it has done anything, or once it has written.
func TestStore_FaultAtEachCallLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails func(storeCall) bool
		with  error
	}{
		"UNAVAILABLE":   {func(c storeCall) bool { return !c.answers }, errStoreAway},
		"ABORTED":       {func(c storeCall) bool { return c.commits && !c.answers }, errStoreBusy},
		"a lost answer": {func(c storeCall) bool { return c.answers }, errStoreAway},
	} {
		for what, course := range storeCourses {
			t.Run(name+" in "+what, func(t *testing.T) {
				t.Parallel()
				failing := func(at int64) (r *rig, calls *atomic.Int64) {
					r, calls = course.begin(t), new(atomic.Int64)
					r.storeFault = func(call storeCall) error {
						if c.fails(call) && calls.Add(1) == at {
							return c.with
						}
						return nil
					}
					course.play(r)
					return r, calls
				}
				_, all := failing(0)
				for at := range (all.Load() + cutStep - 1) / cutStep {
					r, _ := failing(at*cutStep + 1)
					if course.judge(r); t.Failed() {
						t.Fatalf("with the fault at call %d of %d", at*cutStep+1, all.Load())
					}
				}
			})
		}
	}
}

// Without the store nothing can be parked, so Pub/Sub's own retries must last as long as the outage.
func TestStore_AwayForAnHourLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	back := r.now.Add(time.Hour)
	r.storeFault = func(storeCall) error {
		if r.now.Before(back) {
			return errStoreAway
		}
		return nil
	}
	r.open(standin.PullRequest{})
	r.pull("opened")
	for r.now.Before(back) {
		r.step()
		r.Run(context.Background())
	}
	r.settle(finding)
	r.reviewed()
}
