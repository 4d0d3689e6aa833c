package analysis_test

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/settings"
)

// A repository that keeps nothing must find nothing of what is over, and everything of what is under way.
func TestRest_StripsWhatIsOverAndNothingElse(t *testing.T) {
	t.Parallel()
	nothing := &settings.Settings{Repository: settings.Repository{Data: settings.NoData}}
	for name, c := range map[string]struct {
		state     analysis.State
		transient bool
		settings  *settings.Settings
		due       time.Time
		strips    bool
	}{
		"overtaken":                             {analysis.Superseded, false, nothing, time.Time{}, true},
		"overtaken, and data is kept":           {analysis.Superseded, false, &settings.Settings{}, time.Time{}, false},
		"overtaken, of an earlier version":      {analysis.Superseded, false, nil, time.Time{}, false},
		"overtaken, and GitHub shows it not":    {analysis.Superseded, true, nothing, noon, false},
		"the newest of a pull request":          {analysis.Published, false, nothing, time.Time{}, false},
		"let go":                                {analysis.Published, true, &settings.Settings{}, time.Time{}, true},
		"let go, and its review is tried again": {analysis.Published, true, nothing, noon, false},
		"let go, and under way":                 {analysis.Dispatched, true, nothing, time.Time{}, false},
		"a report that failed":                  {analysis.Failed, true, nothing, time.Time{}, true},
	} {
		a := filled()
		a.State, a.Transient, a.Settings, a.DueAt = c.state, c.transient, c.settings, c.due
		a.Times = map[analysis.State]time.Time{c.state: noon}
		if stripped := a.Rest(); stripped != c.strips || (a.Result == nil) != c.strips || (a.Event == nil) != c.strips || (len(a.History) == 0) != c.strips {
			t.Errorf("%s: %t, want %t", name, stripped, c.strips)
		}
		if !c.strips {
			continue
		}
		if !a.DueAt.Equal(noon.Add(analysis.ReconcileEvery)) || !a.ExpireAt.Equal(noon.Add(analysis.StubKept)) || a.Previous == "" || len(a.Deliveries) == 0 {
			t.Errorf("%s: %+v", name, a)
		}
		if a.MarkNotified(); a.Rest() {
			t.Errorf("%s: it is stripped twice, and due once more", name)
		}
	}
}
