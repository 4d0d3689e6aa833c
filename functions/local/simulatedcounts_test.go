package main

import (
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// counts is what must be zero, but for the comments.
type counts struct {
	dead       int // messages in the dead letter
	doubled    int // check runs
	unfinished int // check runs
	comments   int // on one pull request, at most
	twice      int // flows that one attempt paid for
	beyond     int // requests in one time of a limit, but those under way when it began and one of each instance
	overbooked int // flows beyond Kestra's slots, at most
	taken      int // slots, after the end
}

func (s *simulation) count() (c counts) {
	for n, gh := range s.github.installations {
		shown := map[string]bool{}
		for _, run := range gh.CheckRuns() {
			if shown[run.ExternalID] {
				c.doubled++
			}
			if shown[run.ExternalID] = true; run.Status != "completed" {
				c.unfinished++
			}
		}
		for pull := n; pull <= s.pulls; pull += s.installations {
			c.comments = max(c.comments, len(gh.Comments(pull)))
		}
	}
	paid := map[string]bool{}
	for _, x := range s.flows.executions() {
		if x.state == "SUCCESS" {
			attempt := x.inputs["analysis_id"] + "." + x.inputs["attempt"]
			if paid[attempt] {
				c.twice++
			}
			paid[attempt] = true
		}
	}
	held, err := s.db.Slots(s.t.Context())
	s.must(err)
	c.taken = len(held.Taken)
	c.dead = len(s.events.dead) + len(s.background.dead) + len(s.results.dead)
	for _, e := range s.github.episodes {
		c.beyond = max(c.beyond, e.sent-e.inFlight-instances)
	}
	c.overbooked = max(0, s.atOnce-analysis.KestraMaxRunning)
	return c
}

// analysis returns that of a pull request's head; without a state if there is none.
func (s *simulation) analysis(n int, head string) *analysis.Analysis {
	a, err := s.db.Analysis(s.t.Context(), kindtest.ID(s.of(n).Options().RepositoryID, analysis.Subject{Kind: "pull_request", Number: n}, head))
	if err != nil {
		return &analysis.Analysis{}
	}
	return a
}
