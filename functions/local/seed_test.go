package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/store"
)

// merged adds a pull request that was merged before the App came.
func (r *rig) merged(number int, author standin.Account) {
	r.t.Helper()
	head, err := r.gh.Head()
	r.must(err)
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: number, Base: head, Head: head, Title: "Limit it", Files: twoFiles(), Author: author}))
	r.must(r.gh.Close(number, true))
}

// A repository that has merged enough has a scale of its own from its first pull request on, and pays for it once.
func TestSeed_FillsTheScaleWithWhatWasMergedBefore(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	for n := 1; n <= 90; n++ {
		author := standin.Account{Login: fmt.Sprintf("mona-%d", n%5), Type: "User"}
		if n%3 == 0 {
			author = standin.Account{Login: "dependabot[bot]", Type: "Bot"}
		}
		r.merged(n, author)
	}
	r.daily()
	w := r.window()
	scale := w.Scale(risk.Model, "")
	if len(w.Entries) != 60 || len(scale.History) != yardstick.OwnFrom {
		t.Fatalf("%d entries, %d with history; want the 60 of people", len(w.Entries), len(scale.History))
	}
	calls := len(r.gh.Calls())
	r.now = r.now.Add(24 * time.Hour)
	r.daily()
	for _, c := range r.gh.Calls()[calls:] {
		if strings.Contains(c.Route, "/files") {
			t.Errorf("seeded again: %s", c.Route)
		}
	}
}

func TestSeed_EndsWhenEnoughWasLookedAt(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	for n := 1; n <= 180; n++ {
		r.merged(n, standin.Account{Login: "dependabot[bot]", Type: "Bot"})
	}
	r.merged(181, standin.Account{Login: "mona", Type: "User"})
	r.daily()
	y, err := r.db.Yardstick(t.Context(), r.gh.Options().RepositoryID)
	r.must(err)
	if y.Seeded.Looked != 150 || !y.Seeded.Done || y.Known != 1 {
		t.Errorf("%+v, %d known; want the newest 150 looked at, one of them by a person", y.Seeded, y.Known)
	}
}

// Log-odds of two models can't be compared: until its changes are measured again, a repository has no scale, and then one of the new model.
func TestSeed_MeasuresAgainWhatAnotherModelMeasured(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	for n := 1; n <= 20; n++ {
		r.merged(n, standin.Account{Login: fmt.Sprintf("mona-%d", n%5), Type: "User"})
	}
	r.must(r.db.ChangeYardstick(t.Context(), r.gh.Options().RepositoryID, func(y *store.Yardstick) error {
		y.Seeded, y.ExpireAt = store.Seed{Model: "earlier", Looked: 150, Done: true}, r.now.Add(time.Hour)
		for n := 1; n <= 20; n++ {
			if err := y.Add(yardstick.Entry{Subject: store.YardstickSubject(n), At: r.now.Add(-time.Hour), LogOdds: 3, LogOddsDiff: 3, Author: "a", Model: "earlier"}); err != nil {
				return err
			}
		}
		return nil
	}))
	w := r.window()
	if n := len(w.Scale(risk.Model, "").Diff); n != 0 {
		t.Errorf("%d changes that another model measured are on the scale", n)
	}
	r.daily()
	w = r.window()
	if scale := w.Scale(risk.Model, ""); len(w.Entries) != 20 || len(scale.History) != 20 {
		t.Errorf("%d entries, %d on the scale; want the 20, measured again", len(w.Entries), len(scale.History))
	}
}

// GitHub goes away in the middle: what is known stays, and the event is tried again.
func TestSeed_GoesOnAfterAnOutage(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	for n := 1; n <= 40; n++ {
		r.merged(n, standin.Account{Login: fmt.Sprintf("mona-%d", n%5), Type: "User"})
	}
	files := func(n *http.Request) bool { return strings.HasSuffix(n.URL.Path, "/pulls/10/files") } // on the second page: the last opened come first
	r.gh.Fail(files, http.StatusServiceUnavailable, nil, "{}", 1)
	r.daily()
	if n := len(r.window().Entries); n != 25 {
		t.Errorf("%d entries before the outage, want the first page", n)
	}
	r.now = r.now.Add(24 * time.Hour)
	r.daily()
	if n := len(r.window().Entries); n != 40 {
		t.Errorf("%d entries after the outage, want all", n)
	}
}
