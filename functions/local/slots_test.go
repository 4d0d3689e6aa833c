package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/callback"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/limits"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// slotsRig is a rig with that many slots.
func slotsRig(t *testing.T, limit int) *rig {
	t.Helper()
	return newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) { p.MaxRunning = limit })
}

func sha(n int) string { return fmt.Sprintf("%040x", n) }

// openNumbered opens pull request n, with the head sha(n), and sends its event.
func (r *rig) openNumbered(n int) {
	r.t.Helper()
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: n, Base: base, Head: sha(n), Title: "Limit it", Files: twoFiles()}))
	r.pullOf(n, "opened")
}

// idOf is the ID of the analysis of a pull request's head.
func (r *rig) idOf(number int, head string) string {
	return kindtest.ID(r.gh.Options().RepositoryID, analysis.Subject{Kind: "pull_request", Number: number}, head)
}

// taken is how many slots are taken.
func (r *rig) taken() int {
	r.t.Helper()
	held, err := r.db.Slots(r.t.Context())
	r.must(err)
	return len(held.Taken)
}

func (r *rig) active() (n int) {
	for _, x := range r.flows.executions() {
		if x.state == "RUNNING" {
			n++
		}
	}
	return n
}

func titles(r *rig) []string {
	var out []string
	for _, run := range r.gh.CheckRuns() {
		title, _, _ := strings.Cut(run.Title, ",")
		out = append(out, title)
	}
	return out
}

func TestSlots_TheRestWaitsMeasuredAndVisible(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 2)
	for n := 1; n <= 5; n++ {
		r.openNumbered(n)
	}
	r.drain()
	if r.active() != 2 || r.taken() != 2 {
		t.Fatalf("%d flows, %d slots taken", r.active(), r.taken())
	}
	waiting := "Waiting for a reviewer"
	if diff := cmp.Diff([]string{"Review running", "Review running", waiting, waiting, waiting}, titles(r)); diff != "" {
		t.Errorf("titles (-want +got):\n%s", diff)
	}
	for _, run := range r.gh.CheckRuns() {
		if run.Status != "in_progress" || !strings.Contains(run.Title, "risk") {
			t.Errorf("%s: %q shows no measurement", run.Status, run.Title)
		}
	}
	for len(r.queue) > 0 || r.flows.running() != nil {
		if r.active() > 2 {
			t.Fatalf("%d flows at a time", r.active())
		}
		if x := r.flows.running(); x != nil {
			r.answer(x, clean)
		}
		r.drain()
	}
	for n := 1; n <= 5; n++ {
		if a := r.analysisOfPull(n, sha(n)); a.State != analysis.Published || a.Degraded != "" || a.Attempt != 1 {
			t.Errorf("%d: %s, attempt %d, degraded because %q", n, a.State, a.Attempt, a.Degraded)
		}
	}
	if r.taken() != 0 || len(r.flows.executions()) != 5 {
		t.Errorf("%d slots are still taken, %d flows", r.taken(), len(r.flows.executions()))
	}
}

// Waiting is nobody's failure: hours of it cost neither tries nor the ten minutes of starting.
func TestSlots_WaitingForHoursIsNoTry(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	leave := r.occupy(1)
	r.openNumbered(1)
	r.pass(5 * time.Hour)
	if a := r.analysisOfPull(1, sha(1)); !a.Waiting() || a.Tries != 0 {
		t.Fatalf("%s, %d tries", a.State, a.Tries)
	}
	leave()
	r.settle(clean)
	if a := r.analysisOfPull(1, sha(1)); a.State != analysis.Published || a.Degraded != "" {
		t.Errorf("%s, degraded because %q", a.State, a.Degraded)
	}
}

func TestSlots_NewestHeadHasThePlaceOfItsSubject(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	for n := 1; n <= 3; n++ {
		r.openNumbered(n)
		r.drain()
	}
	r.must(r.gh.Push(2, sha(22), twoFiles()...))
	r.pullOf(2, "synchronize")
	r.drain()
	r.answer(r.flows.running(), clean)
	r.drain()
	if x := r.flows.running(); x == nil || x.inputs["analysis_id"] != r.analysisOfPull(2, sha(22)).ID {
		t.Errorf("after 1, %+v runs, want the new head of 2", x)
	}
	r.settle(clean)
	if a := r.analysisOfPull(2, sha(2)); a.State != analysis.Superseded || len(r.flows.executions()) != 3 {
		t.Errorf("the older head is %s, %d flows", a.State, len(r.flows.executions()))
	}
}

// A re-run was asked for by somebody who waits.
func TestSlots_RerunsComeFirst(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	r.openNumbered(1)
	r.settle(clean)
	for n := 2; n <= 4; n++ {
		r.openNumbered(n)
		r.drain()
	}
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
	r.deliver("check_run", payload, err)
	r.drain()
	r.answer(r.flows.running(), clean) // of 2
	r.drain()
	if x := r.flows.running(); x == nil || x.inputs["analysis_id"] != r.analysisOfPull(1, sha(1)).ID {
		t.Errorf("%+v runs, want the re-run of 1", x)
	}
	r.settle(clean)
}

// A slot without a flow would be lost until its time ends, a flow without a slot would run beside the limit.
func TestSlots_KilledExecutionsGiveThemBack(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 3)
	for n := 1; n <= 6; n++ {
		r.openNumbered(n)
	}
	r.drain()
	for n := 1; n <= 3; n++ {
		r.must(r.gh.Push(n, sha(10+n), twoFiles()...))
		r.pullOf(n, "synchronize")
	}
	r.drain()
	if r.active() != 3 || r.taken() != 3 {
		t.Errorf("%d flows, %d slots taken", r.active(), r.taken())
	}
	r.settle(clean)
	if r.taken() != 0 {
		t.Errorf("%d slots are still taken", r.taken())
	}
}

// An execution that may still run keeps its slot until reconcile, or its late answer, shows that it has ended.
func TestSlots_UnconfirmedKillFreesNone(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(*rig, *execution){
		"its answer comes": func(r *rig, x *execution) { r.answerLate(x) },
		"reconcile looks":  func(r *rig, x *execution) { x.end("KILLED"); r.Run(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := slotsRig(t, 1)
			r.openNumbered(1)
			r.drain()
			x := r.flows.running()
			r.flows.answerWith(http.StatusServiceUnavailable)
			r.must(r.gh.Push(1, head2, twoFiles()...))
			r.pull("synchronize")
			r.step()
			r.flows.answerWith(0)
			if a := r.analysisOfPull(1, head2); !a.Waiting() || r.taken() != 1 {
				t.Fatalf("the new head is %s, %d slots taken", a.State, r.taken())
			}
			ends(r, x)
			r.drain()
			if y := r.flows.running(); y == nil || y.id == x.id {
				t.Errorf("%+v runs, want the new head", y)
			}
			r.settle(clean)
		})
	}
}

// answerLate lets a workflow answer that nobody waits for.
func (r *rig) answerLate(x *execution) {
	r.t.Helper()
	body := fmt.Sprintf(`{"analysis_id":%q,"attempt":%s,"execution_id":%q,"status":"succeeded","result":%s}`, x.inputs["analysis_id"], x.inputs["attempt"], x.id, clean)
	request := httptest.NewRequest(http.MethodPost, callback.Path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+x.inputs["callback_token"])
	w := httptest.NewRecorder()
	r.callback.ServeHTTP(w, request)
	if w.Code != http.StatusConflict {
		r.t.Errorf("status %d", w.Code)
	}
	x.end("SUCCESS")
}

// A Kestra that hangs must not keep the new head from its check run.
func TestSupersede_KillsLast(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 2)
	r.openNumbered(1)
	r.drain()
	var shown []string
	r.flows.beforeKill = func() { shown = titles(r) }
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	r.drain()
	if !slices.Equal(shown, []string{"Outdated: newer commit bbbbbbb", "Review running"}) {
		t.Errorf("before the kill GitHub showed %q", shown)
	}
	r.settle(clean)
}

// A repeated start reads and measures nothing again: each delivery asks for the pull request alone.
func TestKestra_AwayForTenMinutesMeasuresOnce(t *testing.T) {
	t.Parallel()
	const pull = "GET /repos/{owner}/{repo}/pulls/{pull_number}"
	count := func(status int) map[string]int {
		r := newRig(t, 0)
		r.open(standin.PullRequest{})
		r.flows.answerWith(status)
		r.pull("opened")
		for begin := r.now; r.now.Sub(begin) < 9*time.Minute && len(r.queue) > 0; {
			r.step()
		}
		r.flows.answerWith(0)
		r.settle(clean)
		if a := r.analysisOf(head); a.State != analysis.Published || a.Degraded != "" || len(r.flows.executions()) != 1 {
			t.Errorf("%s, degraded because %q, %d flows", a.State, a.Degraded, len(r.flows.executions()))
		}
		calls := map[string]int{}
		for _, c := range r.gh.Calls() {
			calls[c.Method+" "+c.Route]++
		}
		return calls
	}
	up, away := count(0), count(http.StatusServiceUnavailable)
	if away[pull] <= up[pull] {
		t.Errorf("%d deliveries: the start was not repeated", away[pull])
	}
	const graphQL = "POST /graphql" // of each delivery, one asks for the settings
	if more := away[graphQL] - up[graphQL]; more > away[pull]-up[pull] {
		t.Errorf("%d more queries for %d more deliveries", more, away[pull]-up[pull])
	}
	for _, call := range []string{pull, graphQL} {
		delete(up, call)
		delete(away, call)
	}
	if diff := cmp.Diff(up, away); diff != "" {
		t.Errorf("requests with Kestra up and away (-up +away):\n%s", diff)
	}
}

// A deployment waits for its answer no longer than was promised, also while others have all slots.
func TestSlots_GateThatWaitsIsAnsweredInTime(t *testing.T) {
	t.Parallel()
	r, head := gateRig(t, 0)
	r.occupy(analysis.KestraMaxRunning)
	r.wait(head)
	r.drain()
	begin := r.now
	for r.now.Sub(begin) < time.Hour {
		if states, _ := r.answers(); len(states) > 0 && states[len(states)-1] != "" {
			break
		}
		r.pass(analysis.ReconcileEvery)
	}
	states, last := r.answers()
	if len(states) == 0 || r.now.Sub(begin) > 40*time.Minute {
		t.Errorf("after %s GitHub heard %v: %q", r.now.Sub(begin), states, last)
	}
}

// occupy lets flows of somebody else run in n slots, until the function that it returns is called.
func (r *rig) occupy(n int) (leave func()) {
	r.t.Helper()
	far := r.now.Add(1000 * time.Hour)
	var others []slots.Slot
	for i := range n {
		id := fmt.Sprintf("pull_request-1-%020x", i)
		_, _, err := r.db.Claim(r.t.Context(), fmt.Sprint("other-", i), id, func(_ *analysis.Latest, a *analysis.Analysis) error {
			a.Kind = "pull_request"
			return a.Queue(r.now, "delivery", nil)
		})
		r.must(err)
		a, err := r.db.Analysis(r.t.Context(), id)
		r.must(err)
		_, err = r.db.Update(r.t.Context(), a, func(a *analysis.Analysis) error { defer func() { a.DueAt = far }(); return a.Dispatch(r.now) })
		r.must(err)
		others = append(others, slots.Slot{Analysis: id, Attempt: 1, Until: far})
	}
	set := func(taken []slots.Slot) {
		_, err := r.db.ChangeSlots(r.t.Context(), func(s *slots.Slots) error { s.Taken, s.Limit = taken, n; return nil })
		r.must(err)
	}
	set(others)
	return func() {
		set(nil)
		for _, other := range others {
			a, err := r.db.Analysis(r.t.Context(), other.Analysis)
			r.must(err)
			_, err = r.db.Update(r.t.Context(), a, func(a *analysis.Analysis) error {
				defer a.MarkNotified()
				return a.Supersede(r.now, "closed")
			})
			r.must(err)
		}
	}
}

// A burst that is measured first spends the hour's requests, and what is reviewed meanwhile can be neither started nor shown.
func TestSlots_NothingNewIsMeasuredWhileALimitIsPressedAndAllAreTaken(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	reset := r.now.Add(61 * time.Minute) // after that of the stand-in, so that it counts
	for n := 1; n <= 2; n++ {            // the second is measured and waits
		r.openNumbered(n)
		r.drain()
	}
	r.must(r.db.ChangeLimits(t.Context(), r.gh.Options().InstallationID, func(l *limits.Limits) error {
		l.Core = limits.Resource{Limit: 5000, Remaining: 1000, ResetAt: reset}
		return nil
	}))
	sent := len(r.gh.Calls())
	r.openNumbered(3)
	r.drain()
	parked, err := r.db.DueParked(t.Context(), reset, 10)
	r.must(err)
	if len(r.gh.Calls()) != sent || len(parked) != 1 {
		t.Fatalf("%d requests for what would only wait, %d parked", len(r.gh.Calls())-sent, len(parked))
	}
	if wait := parked[0].DueAt.Sub(r.now).Round(time.Minute); wait != 37*time.Minute { // 1,000 are half of what 24 minutes allow
		t.Errorf("it waits %s", wait)
	}
	r.settle(clean)
	if a := r.analysisOfPull(2, sha(2)); a.State != analysis.Published || a.Degraded != "" {
		t.Errorf("what waited measured is %s", a.State)
	}
	r.openNumbered(4)
	r.settle(clean)
	if a := r.analysisOfPull(4, sha(4)); a.State != analysis.Published {
		t.Errorf("with a free slot, one is %s: the limit is not reached", a.State)
	}
	r.now = reset.Add(time.Minute)
	r.Run(context.Background())
	r.settle(clean)
	if a := r.analysisOfPull(3, sha(3)); a.State != analysis.Published || a.Degraded != "" {
		t.Errorf("what yielded is %s", a.State)
	}
}

// turns lists the pull requests that wait for their turn to be measured.
func (r *rig) turns() (numbers []int) {
	r.t.Helper()
	parked, err := r.db.DueParked(r.t.Context(), r.now.Add(24*time.Hour), 100)
	r.must(err)
	for _, p := range parked {
		e, err := event.Decode(p.Event)
		r.must(err)
		numbers = append(numbers, e.Subject.Number)
	}
	slices.Sort(numbers)
	return numbers
}

// In a burst, what would only wait is measured one by one, and asks GitHub nothing before. Its messages come twice.
func TestSlots_BurstIsMeasuredInTurns(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	const atOnce, burst = 42, 46 // the first is reviewed, and the second one sees that
	for n := 1; n <= burst; n++ {
		r.openNumbered(n)
		r.drain()
	}
	if diff := cmp.Diff([]int{43, 44, 45, 46}, r.turns()); diff != "" {
		t.Fatalf("who waits for a turn (-want +got):\n%s", diff)
	}
	sent := len(r.gh.Calls())
	for n := atOnce + 1; n <= burst; n++ {
		r.pullOf(n, "reopened") // a newer event, and a copy of it
		r.queue = append(r.queue, r.queue[len(r.queue)-1])
	}
	r.drain()
	if got := len(r.gh.Calls()) - sent; got > 0 {
		t.Errorf("%d requests for what waits for its turn", got)
	}
	r.now = r.now.Add(6 * time.Minute)
	r.Run(context.Background())
	r.queue = append(r.queue, r.queue...)
	r.drain()
	if left := r.turns(); len(left) > 0 {
		t.Errorf("still wait after their turn: %v", left)
	}
	for n := atOnce + 1; n <= burst; n++ {
		if a := r.analysisOfPull(n, sha(n)); !a.Waiting() {
			t.Errorf("#%d is %s", n, a.State)
		}
	}
	asked := 0
	for _, c := range r.gh.Calls()[sent:] {
		if c.Route == "/repos/{owner}/{repo}/pulls/{pull_number}" {
			asked++
		}
	}
	if asked != burst-atOnce {
		t.Errorf("GitHub was asked %d times for %d pull requests", asked, burst-atOnce)
	}
}

// A push to what is under review must end that review, which is of an outdated head, however many others wait for their turn.
func TestSlots_PushToWhatIsUnderReviewDoesNotYield(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	for n := 1; n <= 2; n++ {
		r.openNumbered(n)
		r.drain()
	}
	r.must(r.db.ChangeLimits(t.Context(), r.gh.Options().InstallationID, func(l *limits.Limits) error { l.Turns.Next = r.now.Add(5 * time.Hour); return nil }))
	for n := 2; n >= 1; n-- {
		r.must(r.gh.Push(n, sha(100+n), twoFiles()...))
		r.pullOf(n, "synchronize")
		r.drain()
	}
	if a := r.analysisOfPull(1, sha(1)); a.State != analysis.Superseded {
		t.Errorf("the review of the outdated head is %s", a.State)
	}
	if diff := cmp.Diff([]int{2}, r.turns()); diff != "" {
		t.Errorf("who waits for a turn (-want +got):\n%s", diff)
	}
}

// No change may wait for its turn while a slot is free, or about to be without anybody who takes it.
func TestSlots_FreeOnesCallTheNextTurnsForward(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	for n := 1; n <= 4; n++ { // one is reviewed, three wait: as many as a slot takes until the next look
		r.openNumbered(n)
		r.drain()
	}
	r.now = r.now.Add(2 * time.Minute) // what an instance has reserved of turns is over
	far := r.now.Add(5 * time.Hour)
	r.must(r.db.ChangeLimits(t.Context(), r.gh.Options().InstallationID, func(l *limits.Limits) error { l.Turns.Next = far; return nil }))
	r.openNumbered(5)
	r.drain()
	r.Run(context.Background())
	r.drain()
	if diff := cmp.Diff([]int{5}, r.turns()); diff != "" {
		t.Fatalf("who waits for a turn while enough wait for a slot (-want +got):\n%s", diff)
	}
	r.settle(clean)
	r.Run(context.Background())
	r.settle(clean)
	if a := r.analysisOfPull(5, sha(5)); a.State != analysis.Published || !r.now.Before(far) {
		t.Errorf("it is %s at %s", a.State, r.now)
	}
}

// Explicit requests, and events that end analyses, must not yield to the reviews of others.
func TestSlots_ReRunsAndEndsDoNotYield(t *testing.T) {
	t.Parallel()
	r := slotsRig(t, 1)
	r.openNumbered(1)
	r.settle(clean)
	for n := 2; n <= 3; n++ {
		r.openNumbered(n)
		r.drain()
	}
	r.must(r.db.ChangeLimits(t.Context(), r.gh.Options().InstallationID, func(l *limits.Limits) error {
		l.Core = limits.Resource{Limit: 5000, Remaining: 2499, ResetAt: r.now.Add(61 * time.Minute)}
		return nil
	}))
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
	r.deliver("check_run", payload, err)
	r.must(r.gh.Close(3, false))
	r.pullOf(3, "closed")
	r.drain()
	if a := r.analysisOfPull(1, sha(1)); a.Attempt != 2 || !a.Waiting() {
		t.Errorf("the re-run is %s, attempt %d", a.State, a.Attempt)
	}
	if a := r.analysisOfPull(3, sha(3)); a.State != analysis.Superseded {
		t.Errorf("the closed one is %s", a.State)
	}
}
