package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/store"
)

// keptFor are the collections, each with the longest time that a document of it is still stored.
func (r *rig) keptFor() map[string]time.Duration {
	longest := map[string]time.Duration{}
	for key, text := range r.stored() {
		var d struct {
			ExpireAt time.Time `json:"expire_at"`
		}
		r.must(json.Unmarshal([]byte(text), &d))
		left := time.Duration(0)
		if !d.ExpireAt.IsZero() {
			left = d.ExpireAt.Sub(r.now)
		}
		longest[key.Collection] = max(longest[key.Collection], left)
	}
	return longest
}

// A repository's retention must apply to each collection, within the deployment's limit.
func TestRetention_IsThatOfTheRepositoryInEachCollection(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.configure("retention_days: 9\n", "")
	r.everything()
	const asked = 9 * 24 * time.Hour
	seen := r.keptFor()
	for _, c := range store.Collections() {
		name, kept := c.CollectionName(), c.Kept()
		left, there := seen[name]
		if there && left > kept.AtMost(asked) {
			t.Errorf("%s is kept for %v, want at most %v", name, left, kept.AtMost(asked))
		}
		if there && left == 0 && kept.AtMost(asked) != 0 {
			t.Errorf("%s is kept for good", name)
		}
	}
	for _, name := range []string{"analyses", "latest", "commands", "configurations", "yardsticks", "sweeps"} {
		if _, there := seen[name]; !there {
			t.Errorf("nothing is stored in %s: the test sees too little", name)
		}
	}
}

// The deployment's word is the longest that it promises anybody.
func TestRetention_IsBoundedByTheDeploymentAndTheOrganization(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own, organization string
		days              int
		said              string
	}{
		"more than the deployment's":   {"retention_days: 900\n", "", 400, "retention_days is 400, not 900, as the deployment demands"},
		"more than the organization's": {"retention_days: 90\n", "bounds: {retention_days: 30}\n", 30, "retention_days is 30, not 90, as the organization demands"},
		"the organization's":           {"", "retention_days: 60\n", 60, ""},
		"too few":                      {"retention_days: 2\n", "", 400, "takes a whole number from 7 to 3650"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, run := configured(t, c.own, c.organization)
			want := time.Duration(c.days) * 24 * time.Hour
			if left := r.keptFor()["analyses"]; left > want || left < want-time.Hour {
				t.Errorf("kept for %v, want %v", left, want)
			}
			if !strings.Contains(run.Summary+run.Text, c.said) {
				t.Errorf("the check does not say %q:\n%s\n%s", c.said, run.Summary, run.Text)
			}
		})
	}
}

// everything brings something into most collections.
func (r *rig) everything() {
	r.t.Helper()
	r.gh.Grant("octocat", "admin")
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	r.says("octocat", "/devplus help")
	r.daily()
	r.settle(clean)
}

// Uninstalling the App must delete the data, also if its webhook was lost.
func TestUninstalled_IsForgottenWithinThirtyDays(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(r *rig){
		"uninstalled":                           func(r *rig) { r.installation("installation", "deleted"); r.gh.Uninstall() },
		"uninstalled, and the webhook was lost": func(r *rig) { r.gh.Uninstall() },
		"taken from the App":                    func(r *rig) { r.gh.Deselect(true); r.installation("installation_repositories", "removed") },
		"taken, and the webhook was lost":       func(r *rig) { r.gh.Deselect(true) },
		"deleted":                               func(r *rig) { r.gh.Deselect(true); r.repository("deleted", "octo", 777) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.configure("language: de\n", "language: fr\n")
			r.everything()
			end(r)
			r.days(13)
			if len(r.left()) < 6 {
				t.Errorf("left after 13 days: %v, want all: the App may be installed again", r.left())
			}
			r.days(4)
			if left := r.left(); len(left) != 0 || len(r.flows.kept()) != 0 {
				t.Errorf("left: %v, and %d executions", left, len(r.flows.kept()))
			}
		})
	}
}

// days lets time pass as in a deployment: a daily schedule, and reconcile.
func (r *rig) days(n int) {
	r.t.Helper()
	for range n {
		r.daily()
		r.now = r.now.Add(24 * time.Hour)
		for _, fault := range r.Run(r.t.Context()).Errors {
			if !strings.Contains(fault, "401") { // once, where a token is kept of an installation that is gone
				r.t.Errorf("reconcile: %s", fault)
			}
		}
		r.drain()
	}
}

// A repository that comes back in time keeps its scale.
func TestUninstalled_IsKeptWhenTheAppComesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.everything()
	before := r.left()
	r.gh.Deselect(true)
	r.installation("installation_repositories", "removed")
	r.days(10)
	r.gh.Deselect(false)
	r.days(20)
	if left := r.left(); !slices.Equal(left, before) {
		t.Errorf("left: %v, want %v", left, before)
	}
}

// Nobody's data must be lost because a list was read while GitHub had a bad day: GitHub is asked again before anything is deleted.
func TestUninstalled_IsAskedForOnceMoreBeforeItIsForgotten(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.everything()
	before := r.left()
	o := r.gh.Options()
	r.must(r.db.Gone(t.Context(), o.InstallationID, o.RepositoryID, r.now))
	r.now = r.now.Add(15 * 24 * time.Hour)
	r.Run(t.Context())
	if left := r.left(); !slices.Equal(left, before) {
		t.Errorf("left: %v, want %v", left, before)
	}
	if due, err := r.db.DueGone(t.Context(), r.now.Add(100*24*time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("still gone: %v, %v", due, err)
	}
}
