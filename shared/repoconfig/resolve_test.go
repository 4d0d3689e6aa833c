package repoconfig_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/settings"
)

// Two ways to say the defaults would judge repositories otherwise once they add a file that sets nothing.
func TestResolve_WithoutFilesIsTheDeployment(t *testing.T) {
	t.Parallel()
	got := repoconfig.Resolve(repoconfig.Layers{Deployment: settings.Default()}).Settings
	again := repoconfig.Resolve(repoconfig.Layers{Deployment: got, Organization: []byte{}, Repository: []byte("# nothing\n")}).Settings
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("an empty file changes:\n%s", diff)
	}
	d := settings.Default()
	if got.Gate != d.Gate || got.Check != d.Check || got.ReleaseNotes != d.ReleaseNotes || got.GateOf("production") != d.Gate || got.Notes != nil {
		t.Errorf("%+v, want the deployment's", got)
	}
}

func TestResolve_RepositoryOverOrganizationOverDeployment(t *testing.T) {
	t.Parallel()
	got := repoconfig.Resolve(repoconfig.Layers{
		Deployment:   settings.Default(),
		Organization: []byte("block: {risk: high}\nrequired: true\ngates: {'*': {max_score: 70}, staging: {max_score: 90}}\n"),
		Repository:   []byte("block: {risk: medium}\ngates: {Production: {timeout: 2h, scale: own}, staging: {on_error: approve}}\n"),
	})
	s := got.Settings
	if s.BlockRisk != change.Medium || !s.Required {
		t.Errorf("%+v", s.Check)
	}
	for environment, want := range map[string]settings.Gate{
		"production": {MaxScore: 70, Scale: settings.Own, OnError: settings.Reject, Timeout: 2 * time.Hour}, // GitHub ignores the case, too
		"staging":    {MaxScore: 90, OnError: settings.Approve, Timeout: 30 * time.Minute},
		"other":      {MaxScore: 70, OnError: settings.Reject, Timeout: 30 * time.Minute},
	} {
		if diff := cmp.Diff(want, s.GateOf(environment)); diff != "" {
			t.Errorf("gate of %s:\n%s", environment, diff)
		}
	}
	want := map[string]repoconfig.Origin{
		"block.risk": repoconfig.FromRepository, "required": repoconfig.FromOrganization, "gates.*.max_score": repoconfig.FromOrganization,
		"gates.staging.max_score": repoconfig.FromOrganization, "gates.Production.scale": repoconfig.FromRepository, "gates.staging.on_error": repoconfig.FromRepository,
		"gates.Production.timeout": repoconfig.FromRepository,
	}
	if diff := cmp.Diff(want, got.Origins); diff != "" {
		t.Errorf("origins:\n%s", diff)
	}
}

// A repository must not lift what its organization or the deployment demands, not even by one environment.
func TestResolve_BoundsHoldWhateverARepositorySets(t *testing.T) {
	t.Parallel()
	low := 40.0
	got := repoconfig.Resolve(repoconfig.Layers{
		Deployment: settings.Default(),
		Bounds: settings.Bounds{
			MaxScore: &low, OnError: settings.Reject, BlockRisk: change.High, ReleaseNotes: settings.Show, Reviewed: "people", Required: true,
		},
		Organization: []byte("bounds: {block_risk: medium, max_score: 50}\n"),
		Repository: []byte("block: {risk: none}\nrequired: false\nrelease_notes: {write: draft}\nreviews: {bots: review, agents: review}\n" +
			"gates: {'*': {max_score: 100, on_error: approve}, p: {max_score: 90}, q: {max_score: 10, on_error: approve}}\n"),
	}).Settings
	if got.BlockRisk != change.Medium || !got.Required || got.ReleaseNotes != settings.Show {
		t.Errorf("%+v, %s", got.Check, got.ReleaseNotes)
	}
	if r := got.Repository.Reviews; r.Bots != settings.Ask || r.Agents != settings.Ask || r.People != settings.Review {
		t.Errorf("%+v", r)
	}
	for environment, score := range map[string]float64{"p": 40, "q": 10, "other": 40} {
		if g := got.GateOf(environment); g.MaxScore != score || g.OnError != settings.Reject {
			t.Errorf("%s: %+v", environment, g)
		}
	}
	if len(got.Notes) == 0 {
		t.Error("nobody is told")
	}
}

// GitHub ignores the case of environments: two gates of one environment would be a draw of lots for each deployment.
func TestResolve_EnvironmentsDifferByMoreThanCase(t *testing.T) {
	t.Parallel()
	got := repoconfig.Resolve(repoconfig.Layers{
		Deployment:   settings.Default(),
		Organization: []byte("gates: {production: {max_score: 20, timeout: 2h}}\n"),
		Repository:   []byte("gates: {Production: {max_score: 60}}\n"),
	})
	sixty := 60.0
	want := map[string]settings.EnvironmentGate{"production": {MaxScore: &sixty, OnError: settings.Reject, Timeout: 2 * time.Hour}}
	if diff := cmp.Diff(want, got.Settings.Gates); diff != "" {
		t.Error(diff)
	}
	if from := got.Origins["gates.production.max_score"]; from != repoconfig.FromRepository {
		t.Errorf("max_score is from %q", from)
	}
}

// A file that is broken in one place must not apply in part: half a gate is worse than none.
func TestResolve_BrokenFileChangesNothing(t *testing.T) {
	t.Parallel()
	got := repoconfig.Resolve(repoconfig.Layers{Deployment: settings.Default(), Repository: []byte("gates: {p: {max_score: 100}}\nx: 1\n")})
	want := repoconfig.Resolve(repoconfig.Layers{Deployment: settings.Default()})
	if diff := cmp.Diff(want.Settings, got.Settings); diff != "" || len(got.Origins) > 0 {
		t.Errorf("%v\n%s", got.Origins, diff)
	}
}
