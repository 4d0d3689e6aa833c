package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// Searches and other programs read the label: it must be that of the last head, and no other label may change.
func TestLabel_FollowsTheMeasuredRisk(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.configure("labels: {risk: low}\n", "")
	r.open(standin.PullRequest{Files: risky(), Labels: []string{"bug"}})
	step := func(action string, want ...string) {
		t.Helper()
		r.pull(action)
		r.settle(clean)
		if diff := cmp.Diff(want, r.gh.Labels(1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", action, diff)
		}
	}
	step("opened", "bug", "devplus: risk high")
	if got := r.gh.LabelOf("devplus: risk high"); got.Color != "d93f0b" || got.Description == "" {
		t.Errorf("nobody knows what the label means: %+v", got)
	}
	requests := len(r.gh.Calls())
	r.must(r.gh.Push(1, head2, diff.Patch{Path: "main.go", Status: diff.Modified, Additions: 1, Text: "@@ -1 +1,2 @@\n package main\n+var a = 1"}))
	step("synchronize", "bug", "devplus: risk low")
	var labels []string
	for _, c := range r.gh.Calls()[requests:] {
		if strings.Contains(c.Route, "/labels") {
			labels = append(labels, c.Method)
		}
	}
	if diff := cmp.Diff([]string{"POST", "DELETE", "PATCH"}, labels); diff != "" {
		t.Errorf("requests for another label (-want +got):\n%s", diff)
	}
	r.configure("labels: {risk: high}\n", "")
	r.must(r.gh.Push(1, base2, twoFiles()...))
	step("synchronize", "bug")
}

// A repository that asked for no label must not get one.
func TestLabel_IsOffUnlessAskedFor(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{"by default": "", "none": "labels: {risk: none}\n", "a level that is not reached": "labels: {risk: critical}\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.configure(file, "")
			r.open(standin.PullRequest{Files: risky()})
			r.pull("opened")
			r.settle(clean)
			if got := r.gh.Labels(1); len(got) > 0 {
				t.Errorf("labels %q", got)
			}
		})
	}
}
