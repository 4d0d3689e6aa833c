package main

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// Who sets what is commented must get that comment, and no other; what is dangerous is said whatever they set.
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
