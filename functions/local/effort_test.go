package main

import (
	"strings"
	"testing"
)

// What costs money has to follow the risk, with or without settings.
func TestEffort_FollowsTheRisk(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		own   string
		high  bool
		want  string
		parts int // at most
	}{
		"low by default":   {"", false, "quick", 1},
		"high by default":  {"", true, "deep", 8},
		"low, as usual":    {"reviews: {effort: {low: review}}\n", false, "", 8},
		"high, but quick":  {"reviews: {effort: {high: quick, critical: quick}}\n", true, "quick", 1},
		"low, and as deep": {"reviews: {effort: {low: deep}}\n", false, "deep", 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := small("main.go")
			if test.high {
				files = append(files, risky()...)
			}
			r, c := sent(t, test.own, files, nil)
			if c.Effort != test.want || len(c.Parts) > test.parts {
				t.Errorf("%q in %d parts, want %q", c.Effort, len(c.Parts), test.want)
			}
			r.settle(clean)
			if run := r.lastRun(); !strings.Contains(run.Title, "No findings") {
				t.Errorf("%s", run.Title)
			}
		})
	}
}
