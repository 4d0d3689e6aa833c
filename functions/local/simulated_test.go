package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"text/tabwriter"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

var simulated = flag.Int("simulate", 0, "pull requests that each simulation opens within a minute; 0: 500 in one installation, and fewer")

// course is what happens in a simulation.
type course struct {
	name          string
	pulls         int
	installations int
	cutOneIn      int           // calls; 0: none is cut off
	once          bool          // messages come once
	slow          time.Duration // of each request to GitHub; 0: as usual
	skew          time.Duration // between the clocks of two instances
	outages       []outage
	hangs         bool          // a Kestra that is away answers nothing, instead of an error
	patience      time.Duration // that is promised: a review that Kestra kept away from is tried again at a stated time
}

type outage struct {
	of          string
	from, lasts time.Duration
}

// No delivery may be lost, no result shown or paid for twice, and no analysis may wait longer than GitHub's limits, Kestra's slots and an
// outage require. For many pull requests see .github/CONTRIBUTING.md.
func TestSimulation_NothingIsLost(t *testing.T) {
	t.Parallel()
	many, some := 500, 60
	if *simulated > 0 {
		many, some = *simulated, *simulated
	}
	courses := []course{
		{name: "one installation", pulls: many, installations: 1, cutOneIn: 10},
		{name: "many installations", pulls: some, installations: max(some/20, 1)},
		{name: "clocks a minute apart", pulls: some, skew: analysis.ClockSkew},
		{name: "Kestra away for 8 min", pulls: some, outages: []outage{{"Kestra", time.Minute, 8 * time.Minute}}},
		{name: "Kestra away for an hour", pulls: some, outages: []outage{{"Kestra", time.Minute, time.Hour}}, patience: 3*time.Hour + 30*time.Minute},
		{name: "Firestore away for an hour", pulls: some, outages: []outage{{"Firestore", time.Minute, time.Hour}}},
	}
	for _, minutes := range []time.Duration{5, 30, 60, 180} {
		courses = append(courses, course{
			name: fmt.Sprintf("GitHub away for %d min", minutes), pulls: some, outages: []outage{{"GitHub", time.Minute, minutes * time.Minute}},
		})
	}
	price := priceOf(t)
	var mu sync.Mutex
	rows := make([]string, len(courses))
	t.Cleanup(func() { t.Logf("\n%s", table(rows)) })
	for n, c := range courses {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.installations, c.cutOneIn = max(c.installations, 1), cmp.Or(c.cutOneIn, 20)
			synctest.Test(t, func(t *testing.T) {
				s := simulate(t, c, 1)
				o := s.openAll()
				mu.Lock()
				defer mu.Unlock()
				rows[n] = s.judge(o, price)
			})
		})
	}
}

// priceOf returns what the analysis of a pull request costs in requests while nothing is repeated. Most of many wait for a slot, which is
// shown.
func priceOf(t *testing.T) (price requests) {
	const pulls = 50
	synctest.Test(t, func(t *testing.T) {
		s := simulate(t, course{pulls: pulls, installations: 1, once: true}, 0)
		s.openAll()
		price = s.github.sent[0].times(1.0 / pulls)
	})
	t.Logf("%+v a pull request", price)
	return price
}

// openAll opens all pull requests within a minute, waits until all has happened, and returns when the first came.
func (s *simulation) openAll() (began time.Time) {
	began = time.Now()
	for n := 1; n <= s.pulls; n++ {
		s.open(n, time.Minute)
	}
	s.run(1000 * time.Hour)
	return began
}

// bound is when all can be done at the earliest: within GitHub's limits, with Kestra's slots, after the last outage. GitHub's windows and the
// slots are full at the beginning.
func (s *simulation) bound(price requests) time.Duration {
	const usualFlow = (shortestFlow + longestFlow) / 2
	each := price.times(math.Ceil(float64(s.pulls) / float64(s.installations)))
	hours := 0.0
	for used, limit := range map[float64]float64{each.core: 5000, each.graphQL: 5000, each.created: 500} {
		hours = max(hours, math.Ceil(used/limit)-1)
	}
	minutes := max(60*hours, math.Ceil(each.points/900)-1, math.Ceil(each.created/80)-1)
	limits := time.Duration(minutes * float64(time.Minute))
	slots := time.Duration(s.pulls) * usualFlow / analysis.KestraMaxRunning
	var back time.Duration
	for _, o := range s.outages {
		back = max(back, o.from+o.lasts)
	}
	return max(back, time.Minute) + max(limits, slots) + longestFlow
}

// judge fails if anything is lost, doubled or late, and returns a row of the table.
func (s *simulation) judge(began time.Time, price requests) string {
	lost, degraded := 0, 0
	last := began
	for n := 1; n <= s.pulls; n++ {
		a := s.analysis(n, sha(n))
		if a.State != analysis.Published {
			lost++
		}
		if a.Degraded != "" {
			degraded++
		}
		if at := a.Times[a.State]; at.After(last) {
			last = at
		}
	}
	got, most := s.count(), s.github.refusedAtMost()
	bound := s.bound(price) + s.patience
	took := last.Sub(began)
	if lost+degraded > 0 || got != (counts{comments: 1}) {
		s.t.Errorf("%d lost, %d not reviewed, %+v", lost, degraded, got)
	}
	if took > bound*5/4 {
		s.t.Errorf("the last one is done after %s, the limits imply %s", took, bound)
	}
	for _, dead := range slices.Concat(s.events.dead, s.background.dead, s.results.dead)[:min(5, got.dead)] {
		s.t.Log("in the dead letter:", dead)
	}
	return fmt.Sprintln(s.name, "\t", s.pulls, "\t", s.installations, "\t", s.cuts.Load(), "\t", lost, "\t", got.doubled, "\t", got.comments, "\t",
		most, "\t", got.beyond, "\t", got.twice, "\t", got.dead, "\t", len(s.flows.executions()), "\t", s.atOnce, "\t",
		took.Round(time.Second), "\t", bound.Round(time.Second), "\t", fmt.Sprintf("%.2f", float64(took)/float64(bound)))
}

func table(rows []string) string {
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "course\t pulls\t inst.\t cut\t lost\t doubled runs\t comments\t refused in one limit\t too many\t paid twice\t dead\t flows\t at once\t last\t bound\t ratio\t")
	for _, row := range rows {
		fmt.Fprintln(w, row[:max(len(row)-1, 0)]+"\t")
	}
	w.Flush()
	return out.String()
}
