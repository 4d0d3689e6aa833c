package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// longDocs is documentation that takes more than one part, at low risk.
func longDocs() (patches []diff.Patch) {
	for n := range 8 {
		text := fmt.Sprintf("@@ -0,0 +1,600 @@\n%s", strings.Repeat("+All of it is told here, at some length, for whoever comes later.\n", 600))
		patches = append(patches, diff.Patch{Path: fmt.Sprintf("docs/%d.md", n), Status: diff.Added, Additions: 600, Text: strings.TrimSuffix(text, "\n")})
	}
	return patches
}

// The cost of a review must follow the risk, with or without settings.
func TestEffort_FollowsTheRisk(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		own   string
		high  bool
		want  string
		split bool // into several calls
	}{
		"low by default":   {"", false, "quick", false},
		"high by default":  {"", true, "deep", true},
		"low, as usual":    {"reviews: {effort: {low: review}}\n", false, "", true},
		"high, but quick":  {"reviews: {effort: {high: quick, critical: quick}}\n", true, "quick", false},
		"low, and as deep": {"reviews: {effort: {low: deep}}\n", false, "deep", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := longDocs()
			if test.high {
				files = append(files, risky()...)
			}
			r, c := sent(t, test.own, files, nil)
			if c.Effort != test.want || len(c.Parts) > 1 != test.split {
				t.Errorf("%q in %d parts, want %q", c.Effort, len(c.Parts), test.want)
			}
			r.settle(clean)
			if run := r.lastRun(); !strings.Contains(run.Title, "No findings") {
				t.Errorf("%s", run.Title)
			}
		})
	}
}
