package main

import (
	"flag"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

var simulated = flag.Int("simulate", 60, "pull requests that the simulation opens within a minute")

// course is what happens in a simulation.
type course struct {
	name          string
	pulls         int
	installations int
	cutOneIn      int  // calls; 0: none is cut off
	once          bool // messages come once
	outages       []outage
}

type outage struct {
	of          string
	from, lasts time.Duration
}

func TestSimulation_NothingIsLost(t *testing.T) {
	n := *simulated
	for _, c := range []course{
		{name: "calm", pulls: n, installations: 1, once: true},
		{name: "cut off", pulls: n, installations: 1, cutOneIn: 10},
		{name: "GitHub away for 30 min", pulls: n, installations: 1, cutOneIn: 10, outages: []outage{{"GitHub", time.Minute, 30 * time.Minute}}},
		{name: "Kestra away for 8 min", pulls: n, installations: 1, cutOneIn: 10, outages: []outage{{"Kestra", time.Minute, 8 * time.Minute}}},
		{name: "Firestore away for 60 min", pulls: n, installations: 1, cutOneIn: 10, outages: []outage{{"Firestore", time.Minute, 60 * time.Minute}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := simulate(t, c, 1)
				began := time.Now()
				s.openAll()
				s.run(100 * time.Hour)
				s.judge(began)
			})
		})
	}
}

func (s *simulation) judge(began time.Time) {
	lost, degraded := 0, 0
	for n := range s.pulls {
		id := kindtest.ID(int64(1000+n%s.installations), analysis.Subject{Kind: "pull_request", Number: n + 1}, sha(n+1))
		a, err := s.db.Analysis(s.t.Context(), id)
		if err != nil || a.State != analysis.Published {
			lost++
			s.t.Log(id, err, a)
		} else if a.Degraded != "" {
			degraded++
		}
	}
	doubled, unfinished, comments := 0, 0, 0
	var last time.Time
	for _, gh := range s.github.installations {
		shown := map[string]int{}
		for _, run := range gh.CheckRuns() {
			if shown[run.ExternalID]++; shown[run.ExternalID] > 1 {
				doubled++
			}
			if run.Status != "completed" {
				unfinished++
			}
			if run.CompletedAt.After(last) {
				last = run.CompletedAt
			}
		}
	}
	for n := range s.pulls {
		comments = max(comments, len(s.github.installations[n%s.installations].Comments(n+1)))
	}
	paid, twice, failed := map[string]int{}, 0, 0
	for _, x := range s.flows.executions() {
		key := x.inputs["analysis_id"] + "." + x.inputs["attempt"]
		switch x.state {
		case "SUCCESS":
			if paid[key]++; paid[key] > 1 {
				twice++
			}
		default:
			failed++
		}
	}
	dead := append(append(s.events.dead, s.background.dead...), s.results.dead...)
	for n, d := range dead {
		if n < 5 {
			s.t.Log(d)
		}
	}
	most, beyond := s.github.refusedAtMost(instances)
	s.t.Logf("lost %d degraded %d dead %d doubled %d unfinished %d comments %d twice %d flows %d failed %d at once %d refused %d beyond %d cuts %d last %s end %s sent %+v",
		lost, degraded, len(dead), doubled, unfinished, comments, twice, len(s.flows.executions()), failed, s.atOnce, most, beyond, s.cuts.Load(), last.Sub(began), time.Since(began), fmt.Sprint(s.github.sent))
}
