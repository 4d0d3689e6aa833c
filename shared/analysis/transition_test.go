package analysis_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/settings"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// steps are all methods that change the state, and from where each may.
var steps = []struct {
	name string
	from []analysis.State
	to   analysis.State
	do   func(*analysis.Analysis) error
	due  time.Duration // after noon; 0: never due again
}{
	{"Queue", []analysis.State{analysis.None, analysis.Published, analysis.Skipped, analysis.Superseded, analysis.Failed}, analysis.Queued,
		func(a *analysis.Analysis) error { return a.Queue(noon, "guid", json.RawMessage(`{}`)) }, analysis.QueuedDue},
	{"Dispatch", []analysis.State{analysis.Queued}, analysis.Dispatched,
		func(a *analysis.Analysis) error { return a.Dispatch(noon) }, analysis.DispatchedDue},
	{"Repeat", []analysis.State{analysis.Dispatched}, analysis.Dispatched,
		func(a *analysis.Analysis) error { return a.Repeat(noon, "why") }, analysis.DispatchedDue},
	{"Shrink", []analysis.State{analysis.Dispatched}, analysis.Queued,
		func(a *analysis.Analysis) error { return a.Shrink(noon, 8192) }, analysis.QueuedDue},
	{"Complete", []analysis.State{analysis.Dispatched}, analysis.Completed,
		func(a *analysis.Analysis) error { return a.Complete(noon, json.RawMessage(`{}`)) }, analysis.CompletedDue},
	{"Degrade", []analysis.State{analysis.Queued, analysis.Dispatched}, analysis.Completed,
		func(a *analysis.Analysis) error { return a.Degrade(noon, "why") }, analysis.CompletedDue},
	{"Publish", []analysis.State{analysis.Completed}, analysis.Published,
		func(a *analysis.Analysis) error { return a.Publish(noon) }, 0},
	{"Skip", []analysis.State{analysis.Queued}, analysis.Skipped,
		func(a *analysis.Analysis) error { return a.Skip(noon, "why") }, 0},
	{"Supersede", []analysis.State{analysis.Queued, analysis.Dispatched, analysis.Completed}, analysis.Superseded,
		func(a *analysis.Analysis) error { return a.Supersede(noon, "why") }, analysis.CompletedDue},
	{"Fail", []analysis.State{analysis.Queued, analysis.Dispatched, analysis.Completed}, analysis.Failed,
		func(a *analysis.Analysis) error { return a.Fail(noon, "why") }, analysis.CompletedDue},
}

// in is an analysis in its second attempt that stands in state.
func in(state analysis.State) *analysis.Analysis {
	return &analysis.Analysis{ID: "x", Attempt: 2, State: state, Tries: 2}
}

func TestTransition_EveryMethodFromEveryState(t *testing.T) {
	t.Parallel()
	for _, step := range steps {
		for _, from := range append(analysis.States(), analysis.None) {
			t.Run(fmt.Sprintf("%s from %q", step.name, from), func(t *testing.T) {
				t.Parallel()
				a := in(from)
				err := step.do(a)
				if !slices.Contains(step.from, from) {
					var refused *analysis.TransitionError
					if !errors.As(err, &refused) || *refused != (analysis.TransitionError{From: from, To: step.to}) {
						t.Errorf("error %v, want the transition to %s refused", err, step.to)
					}
					if diff := cmp.Diff(in(from), a); diff != "" {
						t.Errorf("a refused transition left a mark (-want +got):\n%s", diff)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if a.State != step.to || a.Tries != 0 || !a.Times[step.to].Equal(noon) {
					t.Errorf("state %s, tries %d, entered %v", a.State, a.Tries, a.Times[step.to])
				}
				wantDue := time.Time{}
				if step.due > 0 {
					wantDue = noon.Add(step.due)
				}
				if !a.DueAt.Equal(wantDue) {
					t.Errorf("due at %v, want %v", a.DueAt, wantDue)
				}
				last := a.History[len(a.History)-1]
				if last.State != step.to || last.Attempt != a.Attempt || !last.At.Equal(noon) {
					t.Errorf("the history ends with %+v", last)
				}
			})
		}
	}
}

func TestTransition_PairsAreThoseOfTheMethods(t *testing.T) {
	t.Parallel()
	states := append(analysis.States(), analysis.None)
	for _, from := range states {
		for _, to := range states {
			byMethod := false
			for _, step := range steps {
				byMethod = byMethod || step.to == to && slices.Contains(step.from, from)
			}
			if from.CanBecome(to) != byMethod {
				t.Errorf("%q can become %q: %t, but by the methods %t", from, to, from.CanBecome(to), byMethod)
			}
		}
	}
	if analysis.State("unheard of").CanBecome(analysis.Queued) {
		t.Error("an unknown state leads on")
	}
}

func TestTransition_ErrorNamesBothStates(t *testing.T) {
	t.Parallel()
	err := new(analysis.Analysis).Publish(noon)
	if want := "an analysis can't go from none to published"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// filled is an ended analysis with every field set.
func filled() *analysis.Analysis {
	tokens := int64(7)
	return &analysis.Analysis{
		ID: "x", Kind: "pull_request", Repository: analysis.Repository{ID: 1}, InstallationID: 2, Subject: analysis.Subject{Kind: "pull_request", Number: 3},
		HeadSHA: "head", BaseSHA: "base", URL: "url", Previous: "p",
		Attempt: 2, FirstAttempt: 1, State: analysis.Failed, Degraded: "d", SkipReason: "s", Failure: "f", SupersededBy: "b",
		DueAt: noon, NextTry: noon, Retries: 1, Unfunded: true, Effort: "e", Thrift: "t", Deadline: noon, Paused: true, WaitingSince: noon, HeldUntil: noon, Transient: true, Lease: analysis.Lease{Owner: "o", Until: noon}, Tries: 3, Refusals: 1, Refused: "r", Deliveries: []string{"first"},
		Times:   map[analysis.State]time.Time{analysis.Failed: noon.Add(-time.Hour)},
		History: []analysis.Step{{State: analysis.Failed, Attempt: 2, At: noon.Add(-time.Hour)}}, ExpireAt: noon,
		ExecutionID: "e", Published: analysis.PublishedItems{CheckRunID: 4, CheckRunURL: "u", CommentID: 5, StaleCheckRunID: 6, StandingCheckRunID: 7}, Usage: analysis.Usage{InputTokens: &tokens},
		Facts: &change.Facts{}, Risk: &risk.Assessment{}, Evidence: json.RawMessage(`{}`), Digests: json.RawMessage(`{}`), Coverage: &analysis.Coverage{}, Result: json.RawMessage(`{}`),
		Event: json.RawMessage(`"old"`), Settings: &settings.Settings{}, Scale: &yardstick.Scale{}, Notified: true, Doubted: true, Window: 8192, Revision: "r",
	}
}

// A re-run must neither show what the last round found nor forget the comment that it is to edit.
func TestQueue_ClearsTheLastRoundAndKeepsTheSubject(t *testing.T) {
	t.Parallel()
	a := filled()
	for v, i := reflect.ValueOf(*a), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Fatalf("set %s in filled: this test has to see it", v.Type().Field(i).Name)
		}
	}
	a.Notified = false
	want := filled()
	later := noon.Add(time.Minute)
	if err := a.Queue(later, "second", json.RawMessage(`"new"`)); err != nil {
		t.Fatal(err)
	}

	want.Attempt, want.FirstAttempt, want.State, want.Notified, want.Doubted = 3, 3, analysis.Queued, false, false
	want.Degraded, want.SkipReason, want.Failure, want.SupersededBy = "", "", "", ""
	want.NextTry, want.Retries, want.Unfunded, want.Effort, want.Thrift, want.Deadline = time.Time{}, 0, false, "", "", time.Time{}
	want.WaitingSince, want.HeldUntil = time.Time{}, time.Time{}
	want.DueAt, want.ExpireAt, want.Tries, want.Refusals = later.Add(analysis.QueuedDue), later.Add(analysis.Retention), 0, 0
	want.Refused, want.Window = "", 0
	want.Deliveries = []string{"first", "second"}
	want.Times[analysis.Queued] = later
	want.History = append(want.History, analysis.Step{State: analysis.Queued, Attempt: 3, At: later})
	want.ExecutionID, want.Published, want.Usage = "", analysis.PublishedItems{CommentID: 5, StaleCheckRunID: 4}, analysis.Usage{}
	want.Facts, want.Risk, want.Evidence, want.Digests, want.Coverage, want.Result = nil, nil, nil, nil, nil, nil
	want.Event = json.RawMessage(`"new"`)
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("queued again (-want +got):\n%s", diff)
	}
}

func TestRepeat_IsANewAttemptOfTheSameRound(t *testing.T) {
	t.Parallel()
	a, want := filled(), filled()
	a.State, want.State = analysis.Dispatched, analysis.Dispatched
	if err := a.Repeat(noon, "no answer"); err != nil {
		t.Fatal(err)
	}
	want.Attempt, want.Tries, want.Refusals, want.Notified, want.Doubted, want.DueAt = 3, 0, 0, false, false, noon.Add(analysis.DispatchedDue)
	want.WaitingSince, want.HeldUntil = time.Time{}, time.Time{}
	want.Times[analysis.Dispatched] = noon
	want.History = append(want.History, analysis.Step{State: analysis.Dispatched, Attempt: 3, At: noon, Note: "no answer"})
	want.ExecutionID, want.Refused, want.Usage = "", "", analysis.Usage{}
	want.Published = analysis.PublishedItems{CommentID: 5, StaleCheckRunID: 4, StandingCheckRunID: 7}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("repeated (-want +got):\n%s", diff)
	}
}

// A check run that is never completed stays in progress on the pull request.
func TestStale_CheckRunIsKeptByTheNextAttempt(t *testing.T) {
	t.Parallel()
	queue := func(a *analysis.Analysis) error { return a.Queue(noon, "guid", nil) }
	repeat := func(a *analysis.Analysis) error { return a.Repeat(noon, "") }
	for name, c := range map[string]struct {
		from        analysis.State
		notified    bool
		do          func(*analysis.Analysis) error
		before, now analysis.PublishedItems
	}{
		"in progress":            {analysis.Dispatched, false, repeat, analysis.PublishedItems{CheckRunID: 4}, analysis.PublishedItems{StaleCheckRunID: 4}},
		"GitHub is not notified": {analysis.Superseded, false, queue, analysis.PublishedItems{CheckRunID: 4}, analysis.PublishedItems{StaleCheckRunID: 4}},
		"GitHub is notified":     {analysis.Superseded, true, queue, analysis.PublishedItems{CheckRunID: 4}, analysis.PublishedItems{}},
		"none was created":       {analysis.Dispatched, false, repeat, analysis.PublishedItems{}, analysis.PublishedItems{}},
		"none since another":     {analysis.Dispatched, false, repeat, analysis.PublishedItems{StaleCheckRunID: 3}, analysis.PublishedItems{StaleCheckRunID: 3}},
	} {
		a := in(c.from)
		a.Notified, a.Published = c.notified, c.before
		if err := c.do(a); err != nil {
			t.Fatal(err)
		}
		if a.Published != c.now {
			t.Errorf("%s: %+v, want %+v", name, a.Published, c.now)
		}
	}
}

func TestTransition_EndsKeepTheReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		do     func(*analysis.Analysis) error
		reason func(*analysis.Analysis) string
	}{
		{func(a *analysis.Analysis) error { return a.Degrade(noon, "why") }, func(a *analysis.Analysis) string { return a.Degraded }},
		{func(a *analysis.Analysis) error { return a.Skip(noon, "why") }, func(a *analysis.Analysis) string { return a.SkipReason }},
		{func(a *analysis.Analysis) error { return a.Supersede(noon, "why") }, func(a *analysis.Analysis) string { return a.SupersededBy }},
		{func(a *analysis.Analysis) error { return a.Fail(noon, "why") }, func(a *analysis.Analysis) string { return a.Failure }},
	} {
		a := in(analysis.Queued)
		if err := c.do(a); err != nil {
			t.Fatal(err)
		}
		if c.reason(a) != "why" || a.History[0].Note != "why" {
			t.Errorf("%s: reason %q, history %+v", a.State, c.reason(a), a.History)
		}
		if a.MarkNotified(); !a.DueAt.IsZero() {
			t.Errorf("%s: still due at %v after GitHub was notified", a.State, a.DueAt)
		}
	}
}

func TestHistory_KeepsTheNewest(t *testing.T) {
	t.Parallel()
	a := in(analysis.Dispatched)
	for i := range analysis.MaxHistory + 5 {
		if err := a.Repeat(noon.Add(time.Duration(i)*time.Minute), ""); err != nil {
			t.Fatal(err)
		}
	}
	first, last := a.History[0], a.History[len(a.History)-1]
	if len(a.History) != analysis.MaxHistory || first.Attempt != 8 || last.Attempt != a.Attempt {
		t.Errorf("%d steps from attempt %d to %d", len(a.History), first.Attempt, last.Attempt)
	}
}

// A redelivery keeps its GUID: forgetting one too early would reopen what has ended.
func TestRemember_KnowsTheLastDeliveries(t *testing.T) {
	t.Parallel()
	a := &analysis.Analysis{}
	for i := range analysis.MaxDeliveries + 1 {
		if !a.Remember(fmt.Sprint(i)) {
			t.Errorf("delivery %d counts as known", i)
		}
	}
	for i := 1; i <= analysis.MaxDeliveries; i++ {
		if a.Remember(fmt.Sprint(i)) {
			t.Errorf("delivery %d counts as new", i)
		}
	}
	if len(a.Deliveries) != analysis.MaxDeliveries || !a.Remember("0") {
		t.Errorf("%d deliveries are kept, %v", len(a.Deliveries), a.Deliveries)
	}
}

func TestLease_KeepsOthersOutUntilItEnds(t *testing.T) {
	t.Parallel()
	a := &analysis.Analysis{}
	end := noon.Add(analysis.LeaseDuration)
	for _, c := range []struct {
		who    string
		when   time.Time
		leased bool
	}{
		{"one", noon, false},
		{"two", noon, true},
		{"two", end.Add(-time.Nanosecond), true},
		{"two", end, false},
		{"one", end, true},
		{"two", end.Add(time.Minute), false}, // renewed
		{"one", end.Add(analysis.LeaseDuration), true},
	} {
		if err := a.Acquire(c.when, c.who); errors.Is(err, analysis.ErrLeased) != c.leased {
			t.Errorf("%s at %v: error %v, leased to another: %t", c.who, c.when, err, c.leased)
		}
	}
	a.Release("one") // which lost it: must not take it from two
	if a.Lease.Owner != "two" {
		t.Errorf("the lease is %q's", a.Lease.Owner)
	}
	a.Release("two")
	if err := a.Acquire(noon, "one"); err != nil {
		t.Errorf("after its release: %v", err)
	}
}

// Stores try a transition on a clone and may throw it away.
func TestClone_SharesNothingThatChanges(t *testing.T) {
	t.Parallel()
	for _, step := range steps {
		a, untouched := filled(), filled()
		a.State, untouched.State = step.from[0], step.from[0]
		a.Deliveries = append(make([]string, 0, 16), a.Deliveries...) // room to append in place
		a.History = append(make([]analysis.Step, 0, 16), a.History...)
		c := a.Clone()
		if err := step.do(c); err != nil {
			t.Fatal(err)
		}
		c.Remember("another")
		c.Deliveries[0], c.History[0].Note, c.Times[analysis.Failed] = "changed", "changed", noon
		if diff := cmp.Diff(untouched, a); diff != "" {
			t.Errorf("%s on a clone changed the original (-want +got):\n%s", step.name, diff)
		}
		if extra := a.History[:cap(a.History)][1]; extra != (analysis.Step{}) {
			t.Errorf("%s on a clone wrote %+v behind the original's history", step.name, extra)
		}
	}
}

func TestView_ShowsAllButInternalFields(t *testing.T) {
	t.Parallel()
	a := filled()
	view, err := json.Marshal(a.View())
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(view, &got); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"lease", "deliveries", "event", "revision", "installation_id"} {
		if _, shown := got[field]; shown {
			t.Errorf("%s is shown", field)
		}
	}
	if got["degraded"] != true || got["degraded_reason"] != "d" || got["id"] != "x" || got["state"] != "failed" {
		t.Errorf("shown: %s", view)
	}
}
