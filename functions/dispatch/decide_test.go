package dispatch

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

const (
	current = "c0ffee0000000000000000000000000000000000"
	older   = "01d0000000000000000000000000000000000000"
)

// The decisions that occur.
var (
	begin     = Decision{Step: StepRun, Change: ChangeQueue, Lease: true, Fresh: true}
	beginSkip = Decision{Step: StepSkip, Change: ChangeQueue, Lease: true, Fresh: true, SkipReason: "draft"}
	resume    = Decision{Step: StepRun, Change: ChangeResume, Lease: true}
	restart   = Decision{Step: StepRun, Change: ChangeResume, Lease: true, MaybeStarted: true}
	nothing   = Decision{Step: StepNone}
	running   = Decision{Step: StepNone, Change: ChangeResume}
	skip      = Decision{Step: StepSkip, Change: ChangeResume, Lease: true, SkipReason: "draft"}
	late      = Decision{Step: StepCheckLate, Change: ChangeResume, Lease: true}
	republish = Decision{Step: StepRepublish, Change: ChangeResume}
	notify    = Decision{Step: StepNotify}
	unwanted  = Decision{Step: StepNotify, Change: ChangeSupersede, SupersededBy: "draft"}
	rebase    = Decision{Step: StepRestart, Change: ChangeSupersede, SupersededBy: "a new base"}
	reopen    = Decision{Step: StepRestart}
	retry     = Decision{Step: StepRetry}
	tryAgain  = Decision{Step: StepRun, Change: ChangeRetry, Lease: true, Fresh: true}
	forgo     = Decision{Step: StepNone, Change: ChangeForgo}
)

// given makes a State step by step.
type given func(*State)

func state(s analysis.State) given { return func(g *State) { g.Analysis.State = s } }
func dispatched(g *State) {
	g.Analysis.State, g.Analysis.DueAt, g.Analysis.ExecutionID = analysis.Dispatched, noon.Add(time.Minute), "execution"
}
func unstarted(g *State)    { dispatched(g); g.Analysis.ExecutionID = "" }
func overdue(g *State)      { dispatched(g); g.Analysis.DueAt = noon }
func published(g *State)    { g.Analysis.State, g.Analysis.Notified = analysis.Published, true }
func degraded(g *State)     { published(g); g.Analysis.Degraded = "no model" }
func due(g *State)          { degraded(g); known(g); g.Analysis.NextTry = noon }
func notYet(g *State)       { due(g); g.Analysis.NextTry = noon.Add(time.Second) }
func weekly(g *State)       { g.Event.Event, g.Event.HeadSHA = event.Schedule, "" }
func superseded(g *State)   { g.Analysis.State = analysis.Superseded }
func notified(g *State)     { g.Analysis.Notified = true }
func known(g *State)        { g.Analysis.Deliveries = []string{"delivery"} }
func draft(g *State)        { g.Subject.SkipReason = "draft" }
func retargeted(g *State)   { g.Subject.Ref = "release" }
func again(g *State)        { g.Event.Intent = event.Again }
func againBefore(g *State)  { g.Round.Intent, g.Round.HeadSHA = event.Again, current }
func stop(g *State)         { g.Event.Intent = event.Stop }
func ofOlderHead(g *State)  { g.Event.HeadSHA = older }
func withoutHead(g *State)  { g.Event.HeadSHA = "" }
func seenNewer(g *State)    { g.Latest.UpdatedAt = noon.Add(time.Second) }
func seenSame(g *State)     { g.Latest.UpdatedAt = noon }
func withoutTime(g *State)  { g.Subject.UpdatedAt = time.Time{}; seenNewer(g) }
func all(gs ...given) given { return func(g *State) { apply(g, gs) } }
func apply(g *State, gs []given) {
	for _, f := range gs {
		f(g)
	}
}

// Every reachable combination of what is stored and what GitHub and the event say. A wrong row loses an analysis, starts and pays two
// flows, or leaves a check run in progress.
func TestDecide_EveryStateAndEvent(t *testing.T) {
	t.Parallel()
	none := state(analysis.None)
	queued := state(analysis.Queued)
	completed := state(analysis.Completed)
	skipped := all(state(analysis.Skipped), notified)
	failed := all(state(analysis.Failed), notified)
	for _, c := range []struct {
		name  string
		given []given
		want  Decision
	}{
		{"none, wanted", []given{none}, begin},
		{"none, draft", []given{none, draft}, beginSkip},
		{"none, draft, asked for", []given{none, draft, again}, begin},
		{"none, draft, an older head asked for", []given{none, draft, again, ofOlderHead}, beginSkip},
		{"none, the event about an older head", []given{none, ofOlderHead}, begin},
		{"none, a newer state was seen", []given{none, seenNewer}, retry},
		{"none, the same state was seen", []given{none, seenSame}, begin},
		{"none, GitHub has no time of it", []given{none, withoutTime}, begin},

		{"queued", []given{queued}, resume},
		{"queued, the delivery again", []given{queued, known}, resume},
		{"queued, now a draft", []given{queued, draft}, skip},
		{"queued, now a draft, asked for", []given{queued, draft, again}, resume},
		{"queued by a request, now a draft", []given{queued, draft, againBefore}, resume},
		{"queued by a request, then stopped", []given{queued, draft, againBefore, stop}, skip},
		{"queued, another base", []given{queued, retargeted}, rebase},
		{"queued, another base, the delivery again", []given{queued, retargeted, known}, rebase},
		{"queued, a newer state was seen", []given{queued, seenNewer}, retry},

		{"running", []given{dispatched}, running},
		{"running, asked for again", []given{dispatched, again}, running},
		{"running, not noted whether it was started", []given{unstarted}, restart},
		{"running, late", []given{overdue}, late},
		{"running, late, asked for again", []given{overdue, again}, late},
		{"running, now a draft", []given{dispatched, draft}, unwanted},
		{"running, late, now a draft", []given{overdue, draft}, unwanted},
		{"running by a request, now a draft", []given{dispatched, draft, againBefore}, running},
		{"running by a request, then stopped", []given{dispatched, draft, againBefore, stop}, unwanted},
		{"running, another base", []given{dispatched, retargeted}, rebase},
		{"running, another base, now a draft", []given{dispatched, retargeted, draft}, unwanted},
		{"running, a newer state was seen", []given{dispatched, seenNewer}, retry},

		{"completed", []given{completed}, republish},
		{"completed, asked for again", []given{completed, again}, republish},
		{"completed, now a draft", []given{completed, draft}, unwanted},
		{"completed, another base", []given{completed, retargeted}, rebase},

		{"published", []given{published}, nothing},
		{"published, asked for again", []given{published, again}, begin},
		{"published, asked for again by the same delivery", []given{published, again, known}, nothing},
		{"published, an older head asked for again", []given{published, again, ofOlderHead}, nothing},
		{"published, asked for again, now a draft", []given{published, again, draft}, begin},
		{"published, now a draft", []given{published, draft}, nothing},
		{"published, another base", []given{published, retargeted}, begin},
		{"published, another base, the delivery again", []given{published, retargeted, known}, begin},
		{"published, the event names no head", []given{published, withoutHead}, nothing},
		{"degraded", []given{degraded}, begin},
		{"degraded, the event names no head", []given{degraded, withoutHead}, begin},
		{"degraded, the delivery again", []given{degraded, known}, nothing},
		{"degraded, the event about an older head", []given{degraded, ofOlderHead}, nothing},
		{"degraded, now a draft", []given{degraded, draft}, nothing},

		{"degraded, nothing moved in a week", []given{degraded, weekly}, nothing},
		{"degraded, to be tried again", []given{due}, tryAgain},
		{"degraded, to be tried again, an old event", []given{due, ofOlderHead}, tryAgain},
		{"degraded, to be tried again later", []given{notYet}, nothing},
		{"degraded, to be tried again, now a draft", []given{due, draft}, forgo},
		{"degraded, to be tried again, another base", []given{due, retargeted}, begin},
		{"degraded, to be tried again, asked for", []given{due, again, func(g *State) { g.Event.Delivery = "another" }}, begin},
		{"degraded, to be tried again, a newer state was seen", []given{due, seenNewer}, retry},

		{"skipped, still a draft", []given{skipped, draft}, nothing},
		{"skipped, ready", []given{skipped}, begin},
		{"skipped, ready, the delivery again", []given{skipped, known}, nothing},
		{"skipped, still a draft, asked for", []given{skipped, draft, again}, begin},
		{"skipped, the event about an older head", []given{skipped, ofOlderHead}, nothing},

		{"superseded, GitHub may not know", []given{superseded, known}, notify},
		{"superseded, GitHub may not know, a draft", []given{superseded, draft}, notify},
		{"superseded, GitHub may not know, wanted again", []given{superseded}, reopen},
		{"superseded, GitHub may not know, the event about an older head", []given{superseded, ofOlderHead}, notify},
		{"superseded, GitHub knows", []given{superseded, notified, known}, nothing},
		{"superseded, GitHub knows, wanted again", []given{superseded, notified}, begin},
		{"superseded, GitHub knows, a draft", []given{superseded, notified, draft}, nothing},
		{"superseded, GitHub knows, a draft, asked for", []given{superseded, notified, draft, again}, begin},
		{"superseded, a newer state was seen", []given{superseded, seenNewer}, retry},

		{"failed", []given{failed}, begin},
		{"failed, the delivery again", []given{failed, known}, nothing},
		{"failed, asked for again", []given{failed, again}, begin},
		{"failed, GitHub may not know", []given{state(analysis.Failed)}, begin},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := State{
				Now:      noon,
				Event:    event.Event{Delivery: "delivery", Intent: event.Analyze, HeadSHA: current},
				Subject:  kind.Subject{Subject: analysis.Subject{Ref: "main"}, HeadSHA: current, UpdatedAt: noon},
				Analysis: analysis.Analysis{Subject: analysis.Subject{Ref: "main"}},
			}
			apply(&s, c.given)
			got := Decide(s)
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Decision{}, "Reason")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got.Reason == "" {
				t.Error("the log would not say why")
			}
		})
	}
}

// A transaction runs again after interference: a decision that depended on how often it was made would differ.
func TestDecide_IsPure(t *testing.T) {
	t.Parallel()
	s := State{
		Now: noon, Event: event.Event{Delivery: "delivery", HeadSHA: current},
		Subject: kind.Subject{HeadSHA: current}, Analysis: analysis.Analysis{State: analysis.Queued, Deliveries: []string{"other"}},
	}
	first, before := Decide(s), s.Analysis.Deliveries[0]
	if diff := cmp.Diff(first, Decide(s)); diff != "" || s.Analysis.Deliveries[0] != before {
		t.Errorf("decided otherwise the second time:\n%s", diff)
	}
}

// A burst of pushes must not pay a review for each of its commits, and a single push must not wait.
func TestHeldUntil_HoldsBackPushesThatFollowEachOther(t *testing.T) {
	t.Parallel()
	at := func(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }
	for name, tt := range map[string]struct {
		last, pushed, now time.Time
		action            string
		debounce          time.Duration
		want              time.Time
	}{
		"shortly after another":      {at(0), at(59), at(61), "synchronize", time.Minute, at(119)},
		"as long after as it waits":  {at(0), at(60), at(60), "synchronize", time.Minute, time.Time{}},
		"the first that is known":    {time.Time{}, at(0), at(0), "synchronize", time.Minute, time.Time{}},
		"opened":                     {at(0), at(1), at(1), "opened", time.Minute, time.Time{}},
		"heard of after a later one": {at(30), at(0), at(31), "synchronize", time.Minute, at(90)},
		"taken up late":              {at(0), at(30), at(90), "synchronize", time.Minute, time.Time{}},
		"the same once more":         {at(0).Truncate(time.Microsecond), at(0).Add(300), at(1), "synchronize", time.Minute, time.Time{}},
		"where nothing is to wait":   {at(0), at(1), at(1), "synchronize", 0, time.Time{}},
	} {
		s := State{Now: tt.now, Debounce: tt.debounce, Latest: analysis.Latest{PushedAt: tt.last}}
		s.Event = event.Event{Event: "pull_request", Action: tt.action, ReceivedAt: tt.pushed}
		if got := s.heldUntil(); !got.Equal(tt.want) {
			t.Errorf("%s: until %s, want %s", name, got, tt.want)
		}
	}
}
