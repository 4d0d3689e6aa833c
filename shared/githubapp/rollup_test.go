package githubapp

import "testing"

// A release must not pass for tested because DevPlus itself looked at it.
func TestChecks_IgnoreTheAppsOwn(t *testing.T) {
	t.Parallel()
	const ours, theirs = 1, 2
	run := func(app int64, status, conclusion string) graphCheck {
		c := graphCheck{Status: status, Conclusion: conclusion}
		c.CheckSuite.App.DatabaseID = app
		return c
	}
	own := run(ours, "COMPLETED", "NEUTRAL")
	for name, tt := range map[string]struct {
		state  string
		checks []graphCheck
		total  int // 0: as many
		want   string
	}{
		"nothing ran":                  {"", nil, 0, ""},
		"only ours":                    {"SUCCESS", []graphCheck{own, run(ours, "IN_PROGRESS", "")}, 0, ""},
		"none of ours":                 {"FAILURE", []graphCheck{run(theirs, "COMPLETED", "FAILURE")}, 0, "FAILURE"},
		"ours blocks, theirs is green": {"FAILURE", []graphCheck{run(ours, "COMPLETED", "FAILURE"), run(theirs, "COMPLETED", "SKIPPED")}, 0, "SUCCESS"},
		"ours is under way":            {"PENDING", []graphCheck{run(theirs, "COMPLETED", "SUCCESS"), run(ours, "QUEUED", "")}, 0, "SUCCESS"},
		"theirs is under way":          {"PENDING", []graphCheck{own, run(theirs, "IN_PROGRESS", ""), run(theirs, "COMPLETED", "SUCCESS")}, 0, "PENDING"},
		"theirs failed":                {"FAILURE", []graphCheck{own, run(theirs, "IN_PROGRESS", ""), run(theirs, "COMPLETED", "TIMED_OUT")}, 0, "FAILURE"},
		"status green":                 {"SUCCESS", []graphCheck{own, {State: "SUCCESS"}}, 0, "SUCCESS"},
		"status red":                   {"FAILURE", []graphCheck{own, {State: "ERROR"}}, 0, "FAILURE"},
		"status expected":              {"PENDING", []graphCheck{own, {State: "EXPECTED"}}, 0, "PENDING"},
		"more than were asked for":     {"FAILURE", []graphCheck{own, run(theirs, "COMPLETED", "SUCCESS")}, 30, "FAILURE"},
	} {
		r := graphRollup{State: tt.state}
		r.Contexts.Nodes, r.Contexts.TotalCount = tt.checks, max(tt.total, len(tt.checks))
		if got := r.state(ours); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
