package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

var histories = flag.Int("simulate.histories", 10, "histories after which the simulation checks that all work ends")

// An hour after the end of all outages, all work must be done.
func TestSimulation_AllWorkEndsWithinAnHour(t *testing.T) {
	for seed := range uint64(*histories) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { endsWithinAnHour(t, seed) })
		})
	}
}

func endsWithinAnHour(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 0))
	upTo := func(d time.Duration) time.Duration { return time.Duration(random.Int64N(int64(d))) }
	c := course{pulls: 8, installations: 2, cutOneIn: 3}
	back := 10*time.Minute + upTo(3*time.Hour)
	firestore := time.Hour // of its absence is survived, by Pub/Sub's tries alone; beyond it messages end in the dead letter
	for range 3 {
		from := upTo(back)
		o := outage{[]string{"GitHub", "Kestra", "Firestore"}[random.IntN(3)], from, upTo(back - from)}
		if o.of == "Firestore" {
			o.lasts = min(o.lasts, firestore)
			firestore -= o.lasts
		}
		c.outages = append(c.outages, o)
	}
	s := simulate(t, c, seed)
	s.hurry = true
	began := time.Now()
	heads := map[int]string{} // of the pull requests that are open
	for n := 1; n <= s.pulls; n++ {
		opened := upTo(back)
		pushed, closed := opened+upTo(back-opened), opened+upTo(back-opened)
		s.at(opened, func() {
			s.open(n, time.Second)
			heads[n] = sha(n)
		})
		if random.IntN(2) == 0 {
			s.at(pushed, func() {
				if heads[n] != "" {
					heads[n] = sha(1000 + n)
					s.must(s.of(n).Push(n, heads[n]))
					s.announce(n, "synchronize", time.Second)
				}
			})
		}
		if random.IntN(4) == 0 {
			s.at(closed, func() {
				delete(heads, n)
				s.must(s.of(n).Close(n, false))
				s.announce(n, "closed", time.Second)
			})
		}
	}
	s.at(back, func() { s.calm.Store(true) })
	s.run(100 * time.Hour)
	if took := s.ended.Sub(began.Add(back)); took > time.Hour {
		t.Errorf("%s after everything was back, %v", took, c.outages)
	}
	s.shows(heads)
}

// at does something after a time.
func (s *simulation) at(after time.Duration, do func()) {
	s.planned.Add(1)
	s.loops.Go(func() {
		defer s.planned.Add(-1)
		time.Sleep(after)
		do()
	})
}

// shows fails unless GitHub shows a review of each open pull request's head, and of nothing that it is still under way.
func (s *simulation) shows(heads map[int]string) {
	for n, head := range heads {
		if a := s.analysis(n, head); a.State != analysis.Published || a.Degraded != "" {
			s.t.Errorf("#%d: %s, degraded because %q", n, a.State, a.Degraded)
		}
	}
	if got := s.count(); got != (counts{comments: got.comments}) || got.comments > 1 {
		s.t.Errorf("%+v", got)
	}
}
