package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/wiring"
)

// risky is a change of high risk.
func risky() []diff.Patch {
	return []diff.Patch{{Path: "migrations/2.up.sql", Status: diff.Modified, Additions: 1, Text: "@@ -1 +1,2 @@\n SELECT 1;\n+DROP TABLE users;"}}
}

// configured plays a pull request of high risk in a repository with these files, and returns its check run.
func configured(t *testing.T, own, organization string, adapt ...func(*wiring.Parts)) (*rig, standin.CheckRun) {
	t.Helper()
	r := newRigOn(t, 0, standin.Options{}, adapt...)
	r.configure(own, organization)
	r.open(standin.PullRequest{Files: risky()})
	r.pull("opened")
	r.settle(clean)
	return r, r.lastRun()
}

// configure sets the files of the repository and of its organization; "" takes one away.
func (r *rig) configure(own, organization string) {
	r.gh.SetFile(repoconfig.Path, own)
	r.gh.SetOrganizationFiles(nil)
	if organization != "" {
		r.gh.SetOrganizationFiles(map[string]string{repoconfig.OrganizationPath: organization})
	}
}

// lastRun returns the newest check run.
func (r *rig) lastRun() standin.CheckRun {
	r.t.Helper()
	runs := r.gh.CheckRuns()
	if len(runs) == 0 {
		r.t.Fatal("there is no check run")
	}
	return runs[len(runs)-1]
}

// again has the check re-run, and returns the new run.
func (r *rig) again() standin.CheckRun {
	r.t.Helper()
	payload, err := r.gh.CheckRunPayload("rerequested", r.lastRun().ID)
	r.deliver("check_run", payload, err)
	r.settle(clean)
	return r.lastRun()
}

func TestSettings_ApplyByTheirPrecedenceAndAreNamed(t *testing.T) {
	t.Parallel()
	bounded := func(p *wiring.Parts) { p.Bounds.BlockRisk = "high" }
	for name, test := range map[string]struct {
		own, organization string
		adapt             []func(*wiring.Parts)
		conclusion        string
		text, summary     string // what the check run must say
	}{
		"no file":                            {conclusion: "neutral"},
		"the repository blocks":              {own: "block: {risk: high}\n", conclusion: "failure", text: ".github/devplus.yml@"},
		"the organization blocks":            {organization: "block: {risk: high}\n", conclusion: "failure", text: "octo/.github/devplus.yml@"},
		"the repository over it":             {own: "block: {risk: critical}\n", organization: "block: {risk: high}\n", conclusion: "success", text: ", over "},
		"the organization's bound":           {own: "block: {risk: none}\n", organization: "bounds: {block_risk: high}\n", conclusion: "failure", text: "block.risk is high, as the organization demands"},
		"the deployment's bound":             {own: "block: {risk: none}\n", adapt: []func(*wiring.Parts){bounded}, conclusion: "failure", text: "block.risk is high, as the deployment demands"},
		"a broken file, none before":         {own: "block: {risk: hihg}\n", conclusion: "neutral", summary: "is broken: line 1, column 15: block.risk is"},
		"a broken file within bounds":        {own: "x: 1\n", adapt: []func(*wiring.Parts){bounded}, conclusion: "failure", summary: "the deployment's settings apply in its place"},
		"a broken file of the organization":  {organization: "x: 1\n", conclusion: "neutral", summary: "devplus.yml of octo/.github at"},
		"a repository that bounds itself":    {own: "bounds: {block_risk: high}\n", conclusion: "neutral", summary: "bounds belongs into the organization's file"},
		"a file that is too long":            {own: strings.Repeat("# comment\n", 1<<17), conclusion: "neutral", summary: "which is too long"},
		"a file that nobody can read as one": {own: "block: \x00\n", conclusion: "neutral", summary: "is not text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, run := configured(t, test.own, test.organization, test.adapt...)
			if run.Conclusion != test.conclusion {
				t.Errorf("%s, want %s: %s", run.Conclusion, test.conclusion, run.Title)
			}
			if !strings.Contains(run.Text, test.text) || !strings.Contains(run.Summary, test.summary) {
				t.Errorf("lacks %q or %q:\n%s\n%s", test.text, test.summary, run.Summary, run.Text)
			}
			if said := strings.Contains(run.Summary, "Settings:"); said != (test.summary != "") {
				t.Errorf("a fault is said: %t", said)
			}
		})
	}
}

// A typo on the default branch must not lift what fails the check, nor must an organization's file that went out of sight.
func TestSettings_LastValidVersionAppliesWhileAFileIsBroken(t *testing.T) {
	t.Parallel()
	r, run := configured(t, "block: {risk: high}\n", "required: true\n")
	if run.Conclusion != "failure" {
		t.Fatalf("%s: %s", run.Conclusion, run.Title)
	}
	r.configure("block: {risk: none}\nx: 1\n", "required: true\n")
	if run = r.again(); run.Conclusion != "failure" || !strings.Contains(run.Summary, "; the version of ") {
		t.Errorf("%s:\n%s", run.Conclusion, run.Summary)
	}
	r.configure("", "")
	if run = r.again(); run.Conclusion != "neutral" || !strings.Contains(run.Summary, "devplus.yml of octo/.github can't be read; the version of") {
		t.Errorf("deleted, and the organization's out of sight: %s:\n%s", run.Conclusion, run.Summary)
	}
	known := r.of("configurations")
	if !slices.Equal(known, []string{repoconfig.OrganizationID("octo")}) { // or a deleted file applies when GitHub is away next
		t.Errorf("after the file was deleted the store has %v", known)
	}
	r.configure("block: {risk: high}\n", "required: true\n")
	if run = r.again(); run.Conclusion != "failure" || strings.Contains(run.Summary, "Settings:") {
		t.Errorf("mended: %s:\n%s", run.Conclusion, run.Summary)
	}
}

// An analysis that a repository leaves out must not start; one that people ask for must.
func TestSettings_AnalysesThatDoNotRun(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.configure("analyses: [repository]\n", "")
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(clean)
	if runs := r.gh.CheckRuns(); len(runs) > 0 {
		t.Errorf("%+v", runs)
	}
}
