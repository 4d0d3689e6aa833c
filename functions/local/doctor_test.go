package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/local/doctor"
)

func TestDoctor_PrintsFaultsWithTheirCommands(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reports   []doctor.Report
		want, err string
	}{
		"nothing wrong": {[]doctor.Report{{Check: "APIs"}, {Check: "model", Skipped: "there is none"}}, "ok    APIs\n-     model: not checked: there is none\n", ""},
		"one fault": {
			[]doctor.Report{{Check: "APIs", Findings: []doctor.Finding{{What: "disabled: run", Command: "gcloud services enable run"}}}},
			"FAULT APIs: disabled: run\n      gcloud services enable run\n", "1 fault",
		},
		"two faults": {
			[]doctor.Report{{Check: "a", Findings: []doctor.Finding{{What: "x", Command: "y"}}}, {Check: "b", Findings: []doctor.Finding{{What: "x", Command: "y"}}}},
			"FAULT a: x\n      y\nFAULT b: x\n      y\n", "2 faults",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := tell(&out, func(report func(doctor.Report)) {
				for _, r := range test.reports {
					report(r)
				}
			})
			if diff := cmp.Diff(test.want, out.String()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
			if said := errorText(err); said != test.err {
				t.Errorf("error %q, want %q", said, test.err)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
