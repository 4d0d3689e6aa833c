package main

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/wiring"
)

// The settings decide which comments are written, except that dangerous lines are always named.
func TestComment_IsWrittenForWhatTheSettingsSay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file    string
		files   []diff.Patch
		result  string
		comment bool
	}{
		"a high finding by default":     {"", nil, finding, true},
		"nothing by default":            {"", nil, clean, false},
		"findings from critical on":     {"comment: {severity: critical}\n", nil, finding, false},
		"findings from high on":         {"comment: {severity: high}\n", nil, finding, true},
		"no findings":                   {"comment: {severity: none}\n", nil, finding, false},
		"any risk":                      {"comment: {risk: low}\n", nil, clean, true},
		"a risk that is not reached":    {"comment: {risk: critical}\n", nil, clean, false},
		"a dangerous line, all is none": {"comment: {risk: none, severity: none}\n", risky(), clean, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.configure(test.file, "")
			r.open(standin.PullRequest{Files: test.files})
			r.pull("opened")
			r.settle(test.result)
			comments := r.gh.Comments(1)
			if written := len(comments) == 1 && strings.Contains(comments[0].Body, "DevPlus:"); written != test.comment {
				t.Errorf("%+v", comments)
			}
		})
	}
}

// GitHub Enterprise Cloud with data residency has hosts of its own: a link to github.com leads into another company's repository, or nowhere.
func TestLinks_LeadToTheHostOfTheDeployment(t *testing.T) {
	t.Parallel()
	r := newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) { p.Host = "octocorp.ghe.com" })
	r.open(standin.PullRequest{})
	r.pull("opened")
	const ours, other = "https://octocorp.ghe.com/octo/project/blob/" + head + "/main.go", "https://github.com/octo/project/blob/" + head + "/main.go"
	r.settle(strings.Replace(finding, "Sets a limit.", "See [this]("+ours+") and [that]("+other+").", 1))
	run, comment := r.gh.CheckRuns()[0], r.gh.Comments(1)[0].Body
	if !strings.Contains(run.Summary, "[this]("+ours+")") || !strings.Contains(run.Summary, "`]("+ours+"#L2)") {
		t.Errorf("no links to the host:\n%s", run.Summary)
	}
	for _, text := range []string{run.Summary, run.Text, comment} {
		if strings.Contains(text, "https://github.com/octo") {
			t.Errorf("a link leads elsewhere:\n%s", text)
		}
	}
}
