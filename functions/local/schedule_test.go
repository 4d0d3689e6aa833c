package main

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// Scheduled reports must come only as often as the settings say, and an explicit request must always
// get one.
func TestSchedule_IsThatOfTheSettings(t *testing.T) {
	t.Parallel()
	first, later := time.Date(2026, 3, 3, 5, 0, 0, 0, time.UTC), time.Date(2026, 3, 10, 5, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		own     string
		at      time.Time
		reports int
	}{
		"by default":                    {"", later, 1},
		"weekly":                        {"schedule: weekly\n", later, 1},
		"monthly, in the first week":    {"schedule: monthly\n", first, 1},
		"monthly, in another":           {"schedule: monthly\n", later, 0},
		"off":                           {"schedule: off\n", first, 0},
		"off, as a quoted word":         {"schedule: \"off\"\n", first, 0},
		"a mistake changes nothing":     {"schedule: daily\n", later, 1},
		"none of the analysis anywhere": {"analyses: [pull_request]\n", later, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := repositoryRig(t, 0, standin.Options{})
			r.configure(c.own, "")
			r.now = c.at
			data := []byte(`{"schema":1,"event":"schedule","action":"weekly"}`)
			r.queue = append(r.queue, message{topic: event.EventsTopic, data: data, at: c.at})
			r.settle(explained)
			if n := len(r.gh.CheckRuns()); n != c.reports {
				t.Errorf("%d reports, want %d", n, c.reports)
			}
		})
	}
}

// Off is about the schedule alone.
func TestSchedule_OffLeavesTheFirstReport(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	r.configure("schedule: off\n", "")
	r.installed("installation", "created")
	r.settle(explained)
	if n := len(r.gh.CheckRuns()); n != 1 {
		t.Errorf("%d reports", n)
	}
}
