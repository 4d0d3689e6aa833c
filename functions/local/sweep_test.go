package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// daily is what Cloud Scheduler publishes.
func (r *rig) daily() {
	data := []byte(`{"schema":1,"event":"schedule","action":"daily"}`)
	r.queue = append(r.queue, message{topic: event.EventsTopic, data: data, at: r.now})
	r.drain()
}

func (r *rig) installation(name, action string) {
	r.t.Helper()
	payload, err := r.gh.InstallationPayload(name, action)
	r.deliver(name, payload, err)
}

// repository delivers a repository event, of the repository as project of an owner, to an installation.
func (r *rig) repository(action, owner string, installation int) {
	r.t.Helper()
	r.deliver("repository", fmt.Appendf(nil, `{"action":%q,"installation":{"id":%d},
		"repository":{"id":1296269,"name":"project","owner":{"login":%q}}}`, action, installation, owner), nil)
}

func TestSweep_FindsThePullRequestWhoseEventWasLost(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.daily()
	r.daily() // Pub/Sub may deliver it twice
	r.settle(finding)
	r.reviewed()
	r.now = r.now.Add(24 * time.Hour)
	r.daily()
	r.settle(finding)
	r.reviewed()
}

// GitHub's outages cost webhooks that it never sends: nobody should wait a day for a review, and a single failed call must sweep nothing.
func TestSweep_FindsWhatWasMissedInAnOutage(t *testing.T) {
	t.Parallel()
	for minutes, found := range map[time.Duration]bool{5: false, 30: true} {
		t.Run(fmt.Sprintf("of %d min", minutes), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.daily()
			r.open(standin.PullRequest{})
			back := r.badGateway()
			r.pass(minutes * time.Minute)
			back()
			r.pass(10 * time.Minute)
			if n := len(r.flows.executions()); n > 1 || n == 1 != found {
				t.Fatalf("%d flows", n)
			}
			if found {
				r.settle(finding)
				r.reviewed()
			}
		})
	}
}

// An organization with thousands of old pull requests must not be billed for them.
func TestSweep_LeavesOldPullRequestsAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		age   time.Duration
		first func(*rig)
		want  int
	}{
		"updated yesterday":                           {age: 24 * time.Hour, want: 1},
		"updated four days ago":                       {age: 96 * time.Hour},
		"updated before the App came":                 {age: time.Hour, first: func(r *rig) { r.installation("installation_repositories", "added") }},
		"updated yesterday, long after a sweep":       {age: 24 * time.Hour, first: func(r *rig) { r.daily(); r.now = r.now.Add(24 * time.Hour) }, want: 1},
		"updated while no sweep ran for a week":       {age: 96 * time.Hour, first: func(r *rig) { r.daily(); r.now = r.now.Add(7 * 24 * time.Hour) }, want: 1},
		"updated before the last sweep of a week ago": {age: 8 * 24 * time.Hour, first: func(r *rig) { r.daily(); r.now = r.now.Add(7 * 24 * time.Hour) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			if c.first != nil {
				c.first(r)
				r.drain()
			}
			r.open(standin.PullRequest{UpdatedAt: r.now.Add(-c.age)})
			r.daily()
			r.settle(finding)
			runs := 0
			for _, run := range r.gh.CheckRuns() {
				if run.HeadSHA == head {
					runs++
				}
			}
			if runs != c.want {
				t.Errorf("%d check runs, want %d", runs, c.want)
			}
		})
	}
}

func TestSweep_LeavesALiveAnalysisAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.daily()
	r.settle(finding)
	r.reviewed()
}

// An installation is suspended while one runs, and later unsuspended.
func TestSweep_ResumesWhatASuspensionEnded(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"unsuspend", "new_permissions_accepted"} {
		r := newRig(t, 0)
		r.daily()
		r.open(standin.PullRequest{})
		r.pull("opened")
		r.drain()
		r.gh.Suspend(true)
		r.installation("installation", "suspend")
		r.pass(time.Hour)
		r.now = r.now.Add(5 * 24 * time.Hour)
		r.gh.Suspend(false)
		r.installation("installation", action)
		r.settle(finding)
		if runs := shownRuns(r); len(runs) != 2 || runs[0] != "a.1 cancelled" || runs[1] != "a.2 neutral" {
			t.Errorf("%s: check runs %v", action, runs)
		}
		if a := r.analysisOf(head); a.State != analysis.Published || a.Degraded != "" {
			t.Errorf("%s: %s, degraded because %q", action, a.State, a.Degraded)
		}
	}
}

// A repository is transferred: GitHub serves it under its old name, too, but the old installation no longer has it.
func TestTransfer_AnalysesGoOnUnderTheNewOwner(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.repository("transferred", "octo", 778)
	r.drain()
	if a := r.analysisOf(head); a.InstallationID != 778 || a.State != analysis.Dispatched {
		t.Errorf("%s of installation %d", a.State, a.InstallationID)
	}
	begun, err := event.Decode(r.analysisOf(head).Event)
	if err != nil || begun.InstallationID != 778 {
		t.Errorf("its event is of installation %d, %v", begun.InstallationID, err)
	}
}

func TestRename_AnalysesGoOnUnderTheNewName(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.deliver("repository", []byte(`{"action":"renamed","installation":{"id":777},"repository":{"id":1296269,"name":"renamed","owner":{"login":"octo"}}}`), nil)
	r.drain()
	if a := r.analysisOf(head); a.Repository.FullName() != "octo/renamed" || a.State != analysis.Dispatched {
		t.Errorf("%s of %s", a.State, a.Repository.FullName())
	}
}

// DevPlus must not read or write repositories that are archived or no longer in the installation.
func TestRepository_LostEndsItsAnalyses(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*rig){
		"archived": func(r *rig) { r.repository("archived", "octo", 777) },
		"removed":  func(r *rig) { r.gh.Deselect(true); r.installation("installation_repositories", "removed") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			lose(r)
			r.drain()
			if a := r.analysisOf(head); a.State != analysis.Failed || !a.DueAt.IsZero() || r.flows.running() != nil {
				t.Errorf("%s, due %s", a.State, a.DueAt)
			}
		})
	}
}

// Other repositories of the installation go on.
func TestRepository_RemovalOfAnotherEndsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.installation("installation_repositories", "removed")
	r.settle(finding)
	r.reviewed()
}

// Hundreds of analyses of other repositories stand before the one that moves.
func TestTransfer_FindsAnAnalysisBeyondThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	for n := range 520 {
		_, _, err := r.store.Claim(context.Background(), fmt.Sprint("other-", n), fmt.Sprint("pull_request-9-", n), func(l *analysis.Latest, a *analysis.Analysis) error {
			l.AnalysisID, a.Kind, a.Repository.ID, a.InstallationID = a.ID, "pull_request", 9, 777
			return a.Queue(r.now.Add(-time.Hour), "other", nil)
		})
		r.must(err)
	}
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.repository("transferred", "octo", 778)
	r.step()
	if a := r.analysisOf(head); a.InstallationID != 778 {
		t.Errorf("of installation %d", a.InstallationID)
	}
}
