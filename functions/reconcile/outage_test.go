package reconcile_test

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/devplus-app/devplus/functions/reconcile"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// world is GitHub and the webhook on the test's clock. GitHub makes a requested attempt a second after it.
type world struct {
	*rig
	began   time.Time
	answers func(guid string) int // of the webhook, now

	sent     map[string]standin.DeliveryRecord // by GUID, the first attempt
	arrived  map[string]time.Time
	requests map[string][]time.Time // by GUID
	order    []string               // the GUIDs that were requested
	asked    []int64                // the requests of this call
	calls    int                    // requests to GitHub of the costliest call of reconcile
}

func newWorld(t *testing.T, answers func(*world, string) int) *world {
	t.Helper()
	w := &world{rig: newRig(t), sent: map[string]standin.DeliveryRecord{}, arrived: map[string]time.Time{}, requests: map[string][]time.Time{}}
	w.began = w.now
	w.answers = func(guid string) int { return answers(w, guid) }
	w.gh.Fail(func(r *http.Request) bool {
		if !redelivery(r) {
			return false
		}
		id, _ := strconv.ParseInt(path.Base(path.Dir(r.URL.Path)), 10, 64)
		w.asked = append(w.asked, id)
		return true
	}, http.StatusAccepted, nil, "{}", -1)
	return w
}

// downFor is a webhook that can't be reached for that long.
func downFor(d time.Duration) func(*world, string) int {
	return func(w *world, _ string) int {
		if w.since() < d {
			return http.StatusBadGateway
		}
		return http.StatusAccepted
	}
}

func (w *world) since() time.Duration { return w.now.Sub(w.began) }

// happen makes GitHub deliver an event now.
func (w *world) happen(guid, event, action string) {
	w.attempt(standin.DeliveryRecord{GUID: guid, Event: event, Action: action, DeliveredAt: w.now})
}

func (w *world) attempt(d standin.DeliveryRecord) {
	if d.StatusCode = w.answers(d.GUID); d.StatusCode < 300 {
		if at, already := w.arrived[d.GUID]; already {
			w.t.Errorf("%s arrived at %v and again at %v", d.GUID, at, d.DeliveredAt)
		}
		w.arrived[d.GUID] = d.DeliveredAt
	}
	if !d.Redelivery {
		w.sent[d.GUID] = d
	}
	w.gh.AddDelivery(d)
}

// reconcile is one call, and what GitHub does upon it.
func (w *world) reconcile() reconcile.Report {
	w.t.Helper()
	before := len(w.gh.Calls())
	code, report := w.call()
	if code != http.StatusOK {
		w.t.Fatalf("%v after the beginning: %+v", w.since(), report)
	}
	w.calls = max(w.calls, len(w.gh.Calls())-before)
	guids := map[int64]string{}
	for _, d := range w.gh.Deliveries() {
		guids[d.ID] = d.GUID
	}
	for _, id := range w.asked {
		d := w.sent[guids[id]]
		w.requests[d.GUID], w.order = append(w.requests[d.GUID], w.now), append(w.order, d.GUID)
		d.DeliveredAt, d.Redelivery = w.now.Add(time.Second), true
		w.attempt(d)
	}
	w.asked = nil
	return report
}

// run lets reconcile be called for that long, and does before each call what the minutes before it bring.
func (w *world) run(long time.Duration, bring func()) {
	w.t.Helper()
	for end := w.now.Add(long); w.now.Before(end); {
		bring()
		w.now = w.now.Add(analysis.ReconcileEvery)
		w.reconcile()
	}
}

func nothing() {}

// "The webhook is down 30 min / 1 h / 3 h": 4 of 6, 10 of 12 and 34 of 36 deliveries did not arrive.
func TestRedelivery_WebhookDown(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		down time.Duration
		sent int
	}{{30 * time.Minute, 6}, {time.Hour, 12}, {3 * time.Hour, 36}} {
		t.Run(test.down.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, downFor(test.down))
			sent := 0
			w.run(test.down-analysis.ReconcileEvery, func() {
				w.happen(fmt.Sprintf("guid-%02d", sent), "pull_request", "opened")
				sent++
				w.happen(fmt.Sprintf("noise-%02d", sent), "check_run", "completed")
			})
			w.happen(fmt.Sprintf("guid-%02d", sent), "pull_request", "opened")
			if sent++; sent != test.sent || len(w.arrived) != 0 {
				t.Fatalf("%d sent, %v arrived", sent, w.arrived)
			}
			if probes := len(w.order); probes < 2 || probes > sent {
				t.Errorf("%d requests while the webhook is down for %d calls, want one a call at most", probes, sent)
			}
			probes := len(w.order)
			w.run(20*time.Minute, nothing)
			for n := range sent {
				guid := fmt.Sprintf("guid-%02d", n)
				if at, ok := w.arrived[guid]; !ok {
					t.Errorf("%s never arrived; requested at %v", guid, w.requests[guid])
				} else if late := at.Sub(w.began.Add(test.down)); late > 15*time.Minute {
					t.Errorf("%s arrived %v after the outage", guid, late)
				}
			}
			if len(w.arrived) != sent {
				t.Errorf("%d arrived, want %d and no noise", len(w.arrived), sent)
			}
			if after := w.order[probes+1:]; !slices.IsSorted(after) {
				t.Errorf("requested not oldest first: %v", after)
			}
			if w.calls > 2+sent {
				t.Errorf("%d requests to GitHub in one call", w.calls)
			}
			t.Logf("%d of %d arrived, %d probes, at most %d requests to GitHub a call", len(w.arrived), sent, probes, w.calls)
		})
	}
}

// "2,000 later check_run deliveries hide a failed pull_request; noise is asked for first."
func TestRedelivery_CheckRunsHideNothing(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"failed": 503, "arrived": 204} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, downFor(time.Second))
			w.happen("guid", "pull_request", "opened")
			for n := range 2100 {
				w.gh.AddDelivery(standin.DeliveryRecord{
					GUID: fmt.Sprint("noise-", n), Event: "check_run", Action: "completed", StatusCode: status, DeliveredAt: w.now.Add(time.Duration(n) * time.Second),
				})
			}
			w.now = w.now.Add(time.Hour)
			w.run(15*time.Minute, nothing)
			if _, ok := w.arrived["guid"]; !ok || len(w.order) != 1 {
				t.Errorf("requested %v", w.order)
			}
			if w.calls > 24 { // 20 pages of one list, one of the other, and what is requested
				t.Errorf("%d requests to GitHub in one call", w.calls)
			}
		})
	}
}

// A delivery that fails for good is not asked for every five minutes, and its end is an error.
func TestRedelivery_IsSpacedOverThreeDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(*world, string) int { return http.StatusInternalServerError })
	w.happen("lost-for-good", "release", "published")
	w.run(73*time.Hour, nothing)
	var gaps []time.Duration
	at := w.requests["lost-for-good"]
	for i := 1; i < len(at); i++ {
		gaps = append(gaps, at[i].Sub(at[i-1]))
	}
	want := []time.Duration{5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute, 80 * time.Minute, 160 * time.Minute}
	if len(gaps) != 28 || !slices.Equal(gaps[:len(want)], want) || slices.Max(gaps) != 3*time.Hour {
		t.Errorf("%d gaps: %v", len(gaps), gaps)
	}
	if found := logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, "lost-for-good"); len(found) != 1 {
		t.Errorf("%d lines say that it never arrived", len(found))
	}
	if state, err := w.db.Redelivery(t.Context()); err != nil || len(state.Pending) != 0 {
		t.Errorf("%+v, %v", state, err)
	}
}

// One payload that breaks the webhook is no outage of it.
func TestRedelivery_OneThatBreaksTheWebhookStopsNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world, guid string) int {
		if down := w.since() > 24*time.Hour && w.since() < 25*time.Hour; down || guid == "broken" {
			return http.StatusInternalServerError
		}
		return http.StatusAccepted
	})
	w.happen("broken", "pull_request", "opened")
	n := 0
	w.run(50*time.Hour, func() {
		n++
		w.happen(fmt.Sprint("guid-", n), "pull_request", "synchronize")
	})
	if len(w.arrived) != n {
		t.Errorf("%d of %d arrived", len(w.arrived), n)
	}
	if times := len(w.requests["broken"]); times < 10 || times > 30 {
		t.Errorf("the broken one was requested %d times", times)
	}
}

func TestRedelivery_LeavesWhatArrivedSinceAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, downFor(time.Minute))
	w.happen("by hand", "pull_request", "opened")
	w.now = w.now.Add(time.Minute)
	w.reconcile() // it is too young
	again := w.sent["by hand"]
	again.DeliveredAt, again.Redelivery = w.now, true
	w.attempt(again)
	w.run(time.Hour, nothing)
	if len(w.order) != 0 {
		t.Errorf("requested %v", w.order)
	}
}

// Every five minutes of every month, mostly for nothing.
func TestRedelivery_CostsOneRequestWhereNothingFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, downFor(5*time.Minute))
	w.happen("guid", "pull_request", "opened")
	w.happen("noise", "check_run", "completed")
	w.run(30*time.Minute, nothing)
	before, err := w.db.Redelivery(t.Context())
	if err != nil || len(w.arrived) != 1 {
		t.Fatalf("%v arrived; %v", w.arrived, err)
	}
	w.calls = 0
	w.run(time.Hour, func() { w.happen(fmt.Sprint("guid at ", w.since()), "pull_request", "opened") })
	after, err := w.db.Redelivery(t.Context())
	if err != nil || after.Revision != before.Revision || w.calls != 1 {
		t.Errorf("%d requests a call, revision %s after %s; %v", w.calls, after.Revision, before.Revision, err)
	}
}
