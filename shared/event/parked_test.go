package event

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

func parkedEvent(delivery string, updated time.Time) Event {
	return wantEvent("pull_request", "opened", func(e *Event) {
		e.Delivery, e.UpdatedAt = delivery, updated
		e.Subject = analysis.Subject{Kind: pullRequestKind, Number: 12}
	})
}

// A push that comes while an older one waits must win, whichever arrives first.
func TestParked_NewestHintWaits(t *testing.T) {
	t.Parallel()
	older, newer := parkedEvent("older", received), parkedEvent("newer", received.Add(time.Second))
	for name, order := range map[string][]Event{"in order": {older, newer}, "out of order": {newer, older}} {
		var p Parked
		for _, e := range order {
			if err := p.Park(e, "away", time.Time{}, time.Time{}, received); err != nil {
				t.Fatal(err)
			}
		}
		got, _, err := p.Republish(received)
		if err != nil || got.Delivery != "newer" || !got.Parked {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		p.End("older", received)
		if !p.Waiting() {
			t.Errorf("%s: the end of the older one ended the newer", name)
		}
		p.End("newer", received)
		if p.Waiting() || p.Event != nil || p.ExpireAt.Sub(received) > 48*time.Hour {
			t.Errorf("%s: %+v", name, p)
		}
		if err := p.Park(older, "away", time.Time{}, time.Time{}, received); err != nil || !p.Waiting() || p.Delivery != "older" {
			t.Errorf("%s: after the end an older one does not wait: %+v, %v", name, p, err)
		}
	}
}

// GitHub's word on when to come again may be wrong; a deployment is answered in time whatever it says.
func TestParked_WaitsWithinBounds(t *testing.T) {
	t.Parallel()
	now := received
	for name, c := range map[string]struct {
		until, deadline time.Time
		tries           int
		want            time.Duration
	}{
		"unknown":                 {time.Time{}, time.Time{}, 0, 5 * time.Minute},
		"unknown, third time":     {time.Time{}, time.Time{}, 2, 20 * time.Minute},
		"unknown, for long":       {time.Time{}, time.Time{}, 1000, 30 * time.Minute},
		"in the past":             {now.Add(-time.Hour), time.Time{}, 0, 5 * time.Minute},
		"in 20 minutes":           {now.Add(20 * time.Minute), time.Time{}, 0, 20 * time.Minute},
		"in a year":               {now.AddDate(1, 0, 0), time.Time{}, 0, time.Hour},
		"a deployment":            {now.Add(time.Hour), now.Add(30 * time.Minute), 0, 25 * time.Minute}, // reconcile may look 5 min later
		"a deployment, too late":  {now.Add(time.Hour), now.Add(-time.Minute), 0, time.Hour},
		"a deployment, long left": {now.Add(20 * time.Minute), now.Add(time.Hour), 0, 20 * time.Minute},
	} {
		e := parkedEvent("guid", now)
		p := Parked{Delivery: "guid", Tries: c.tries}
		if err := p.Park(e, strings.Repeat("x\xff", 1000), c.until, c.deadline, now); err != nil || p.DueAt.Sub(now) != c.want || len(p.Reason) > 500 {
			t.Errorf("%s: due in %s, reason of %d bytes, %v; want %s", name, p.DueAt.Sub(now), len(p.Reason), err, c.want)
		}
	}
	p := Parked{Delivery: "other", Tries: 7}
	if err := p.Park(parkedEvent("guid", now), "away", time.Time{}, time.Time{}, now); err != nil || p.Tries != 0 {
		t.Errorf("another delivery begins with %d tries, %v", p.Tries, err)
	}
}

// Two events that wait under one name would lose one of them; two names for one subject would work on it twice.
func TestParkedID_TellsApartWhatWaitsForItself(t *testing.T) {
	t.Parallel()
	pull := parkedEvent("a", received)
	edit := func(e Event, change func(*Event)) Event { change(&e); return e }
	again := edit(pull, func(e *Event) { e.Event, e.Intent = "check_run", Again })
	gate := edit(pull, func(e *Event) {
		e.Event, e.Intent, e.Subject = "deployment_protection_rule", Again, analysis.Subject{Kind: releaseRiskKind, Environment: "prod", RunID: 1}
	})
	release := edit(pull, func(e *Event) { e.Event, e.Subject = "release", analysis.Subject{Tag: "v1", ReleaseID: 3} })
	group := edit(pull, func(e *Event) {
		e.Event, e.HeadSHA, e.Subject = "merge_group", headSHA, analysis.Subject{Kind: MergeGroupKind}
	})
	sweep := edit(pull, func(e *Event) {
		e.Event, e.Action, e.Intent, e.Subject = "installation", "unsuspend", Sweep, analysis.Subject{}
	})
	same := [][2]Event{
		{pull, edit(pull, func(e *Event) { e.Delivery, e.Action, e.HeadSHA = "b", "synchronize", "x" })},
		{gate, edit(gate, func(e *Event) { e.Delivery = "b" })},
		{group, edit(group, func(e *Event) { e.Delivery, e.Action, e.Intent = "b", "destroyed", Stop })},
		{edit(sweep, func(e *Event) { e.Event, e.Action = Schedule, "daily" }), sweep},
		{release, edit(release, func(e *Event) { e.Delivery, e.Action = "b", "edited" })},
	}
	for _, pair := range same {
		if pair[0].ParkedID() != pair[1].ParkedID() {
			t.Errorf("%+v and %+v wait under two names", pair[0], pair[1])
		}
	}
	seen := map[string]Event{}
	for _, e := range []Event{
		pull, again, gate, group, sweep, release,
		edit(group, func(e *Event) { e.HeadSHA = baseSHA }),
		edit(pull, func(e *Event) { e.Subject.Number = 13 }),
		edit(pull, func(e *Event) { e.Repository.ID = 43 }),
		edit(pull, func(e *Event) { e.InstallationID = 8 }),
		edit(again, func(e *Event) { e.Delivery = "b" }),
		edit(gate, func(e *Event) { e.Subject.Environment = "staging" }),
		edit(gate, func(e *Event) { e.Subject.RunID = 2 }),
		edit(release, func(e *Event) { e.Event = "create" }),
	} {
		if other, taken := seen[e.ParkedID()]; taken {
			t.Errorf("%+v and %+v wait under one name", e, other)
		}
		seen[e.ParkedID()] = e
	}
}

// A message comes twice: the second one must not ask GitHub for the same once more, and must come again should the first be cut off.
func TestParked_OneWorkerTakesItUp(t *testing.T) {
	t.Parallel()
	var p Parked
	now := received
	take := func(delivery string, ended bool, want error) {
		t.Helper()
		if got, err := p.TakeUp(delivery, now); got != ended || !errors.Is(err, want) {
			t.Errorf("%s: ended %t, %v; want %t, %v", delivery, got, err, ended, want)
		}
	}
	if err := p.Park(parkedEvent("guid", now), "away", time.Time{}, time.Time{}, now); err != nil {
		t.Fatal(err)
	}
	take("guid", false, nil)
	take("guid", false, analysis.ErrLeased)
	take("another", false, nil)
	now = now.Add(analysis.LeaseDuration)
	take("guid", false, nil) // the first was cut off
	p.PutBack("another")
	take("guid", false, analysis.ErrLeased)
	p.PutBack("guid")
	take("guid", false, nil)
	if err := p.Park(parkedEvent("guid", now), "away", time.Time{}, time.Time{}, now); err != nil {
		t.Fatal(err)
	}
	take("guid", false, nil) // it comes again, after a wait
	p.End("guid", now)
	take("guid", true, nil)
}

// A turn may be hours away. Pushing once more must not cost it, nor bring it forward.
func TestParked_KeepsTheTurnOfItsSubject(t *testing.T) {
	t.Parallel()
	var p Parked
	now := received
	in := func(d time.Duration) time.Time { return now.Add(d) }
	park := func(delivery string, turn bool, until, want time.Duration) {
		t.Helper()
		e := parkedEvent(delivery, now)
		e.Turn = turn
		if err := p.Park(e, "later", in(until), time.Time{}, now); err != nil || p.DueAt.Sub(now) != want {
			t.Errorf("%s: due in %s, want %s; %v", delivery, p.DueAt.Sub(now), want, err)
		}
	}
	park("guid", true, 7*time.Hour, 7*time.Hour)
	park("guid", true, 8*time.Hour, 7*time.Hour) // its copy
	park("push", true, 9*time.Hour, 7*time.Hour)
	if p.TurnAt() != in(7*time.Hour) {
		t.Errorf("its turn is at %s", p.TurnAt())
	}
	e, _, err := p.Republish(now)
	if err != nil || !e.Turn || !p.TurnAt().IsZero() {
		t.Errorf("published: %+v, waits for %s, %v", e, p.TurnAt(), err)
	}
	park("push", true, 30*time.Minute, 30*time.Minute) // the limit does not allow it yet
	park("soon", true, 8*time.Second, 8*time.Second)   // the next look publishes it
	if _, _, err := p.Republish(now); err != nil || p.DueAt.Sub(now) != 10*time.Minute {
		t.Errorf("published, it is due in %s, %v", p.DueAt.Sub(now), err)
	}
	park("away", false, 7*time.Hour, time.Hour) // of GitHub, a limit of hours is not believed
	park("year", true, 300*24*time.Hour, 24*time.Hour)
}
