package releaserisk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
)

var writer = page.Writer{Repository: "octo/project", HeadSHA: "abc1234567890", Annotations: 50}

func TestGate_AnswersByTheMeasuredScore(t *testing.T) {
	t.Parallel()
	risk := func(score float64, level change.Level) *risk.Assessment {
		return &risk.Assessment{Score: score, Level: level, Signals: []risk.Signal{{Name: "change", Points: score, Value: 1, Reason: "#7 does much"}}}
	}
	strict, blind := settings.Gate{MaxScore: 60}, settings.Gate{MaxScore: 85, OnError: settings.Approve}
	for _, test := range []struct {
		name    string
		gate    settings.Gate
		a       analysis.Analysis
		approve bool
		says    string
	}{
		{"below the threshold", settings.Gate{MaxScore: 85}, analysis.Analysis{Risk: risk(84.9, change.High)}, true, "Approved: risk 84.9 (high), the limit is 85."},
		{"well below the threshold", settings.Gate{MaxScore: 85}, analysis.Analysis{Risk: risk(61.7, change.High)}, true, "risk 62 (high)"},
		{"at the threshold", settings.Gate{MaxScore: 85}, analysis.Analysis{Risk: risk(85, change.High)}, true, "the limit is 85"},
		{"above it", settings.Gate{MaxScore: 85}, analysis.Analysis{Risk: risk(85.1, change.Critical)}, false, "#7 does much"},
		{"held up by a guard", settings.Gate{MaxScore: 85}, analysis.Analysis{Risk: risk(12, change.Critical)}, false, "Rejected: risk 12 (very high) by a guard"},
		{"a stricter threshold", strict, analysis.Analysis{Risk: risk(60.1, change.High)}, false, "the limit is 60"},
		{"without a review", settings.Gate{MaxScore: 85}, analysis.Analysis{Risk: risk(10, change.Low), Degraded: "no model"}, true, "Approved: risk 10 (low), the limit is 85."},
		{"nothing measured", settings.Gate{MaxScore: 85}, analysis.Analysis{Failure: "GitHub was away."}, false, "GitHub was away"},
		{"nothing measured, approved all the same", blind, analysis.Analysis{Failure: "GitHub was away."}, true, "Your settings allow that"},
	} {
		test.a.Settings = &settings.Settings{Gate: test.gate}
		if v := judge(&test.a); v.approve != test.approve || !strings.Contains(v.reason(), test.says) {
			t.Errorf("%s: approved %t, %q; want %t and %q", test.name, v.approve, v.reason(), test.approve, test.says)
		}
	}
}

// gated is a deployment that waits.
func gated(t *testing.T) (b *bench, s resolved) {
	t.Helper()
	dir, commit := newRepository(t)
	deployed := commit("main.go", "package main\n", "Begin")
	head := commit("main.go", body, "Limit it")
	b = newBench(t, dir)
	b.AddDeployment(standin.Deployment{Environment: "production", SHA: deployed, Ref: "main", States: []string{"success"}})
	id := b.AddDeployment(standin.Deployment{Environment: "production", SHA: head, Ref: "main", RunID: 30433642})
	payload, err := b.ProtectionRulePayload(id)
	if err != nil {
		t.Fatal(err)
	}
	e, wanted, err := event.Parse("deployment_protection_rule", "guid", payload, noon)
	if err != nil || !wanted || !b.kind.Handles(e) {
		t.Fatalf("wanted %t, %v", wanted, err)
	}
	s = b.resolveEvent(e)
	if s.MaxWait != 30*time.Minute || s.HeadSHA != head {
		t.Fatalf("the deployment as it is looked at: %+v", s)
	}
	return b, s
}

func (b *bench) publish(a *analysis.Analysis, hold error) error {
	return b.kind.Publish(b.Context(), kind.Publication{GitHub: b.GitHub, Analysis: a, CheckLease: func(context.Context) error { return hold }, Now: func() time.Time { return noon }})
}

func TestGate_ReportsThenAnswers(t *testing.T) {
	t.Parallel()
	b, s := gated(t)
	a, e := b.measureSubject(s)
	if e.Counts.Changes != 1 || e.Environment != "production" {
		t.Errorf("the range is not what the deployment brings: %+v", e)
	}
	a.State = analysis.Completed
	if err := b.publish(a, nil); err != nil {
		t.Fatal(err)
	}
	answers := b.GateAnswers()
	if len(answers) != 2 || answers[0].State != "" || answers[1].State != "approved" || answers[1].Comment == "" || answers[0].RunID != 30433642 {
		t.Errorf("GitHub heard %+v, want a report and an approval", answers)
	}
	if err := b.publish(a, nil); err != nil {
		t.Errorf("an answer that GitHub has already: %v", err)
	}
}

func TestGate_LostLeaseDoesNotAnswer(t *testing.T) {
	t.Parallel()
	b, s := gated(t)
	a, _ := b.measureSubject(s)
	lost := errors.New("lost")
	if err := b.publish(a, lost); !errors.Is(err, lost) {
		t.Errorf("error %v", err)
	}
	for _, answer := range b.GateAnswers() {
		if answer.State != "" {
			t.Errorf("answered: %+v", answer)
		}
	}
}

func TestGate_AnswerNoLongerAwaitedIsNoError(t *testing.T) {
	t.Parallel()
	for status, fails := range map[int]bool{http.StatusNotFound: false, http.StatusGone: false, http.StatusUnprocessableEntity: false, http.StatusBadGateway: true} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			b, s := gated(t)
			a, _ := b.measureSubject(s)
			b.Server.Fail(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/deployment_protection_rule") }, status, nil, `{"message":"as told"}`, 5)
			if err := b.publish(a, nil); (err != nil) != fails {
				t.Errorf("error %v, want one: %t", err, fails)
			}
		})
	}
}

func TestFactors_TimingHasNoHazard(t *testing.T) {
	t.Parallel()
	for at, says := range map[time.Time]string{
		noon: "",
		time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC):   "weekend",
		time.Date(2026, 3, 13, 15, 0, 0, 0, time.UTC):  "Friday afternoon",
		time.Date(2026, 12, 24, 9, 0, 0, 0, time.UTC):  "eve",
		time.Date(2026, 12, 31, 9, 0, 0, 0, time.UTC):  "eve",
		time.Date(2026, 12, 29, 23, 0, 0, 0, time.UTC): "",
	} {
		f := timing(at)
		if !strings.Contains(f.Reason, says) || (says == "") != (f.Name == "") || f.Hazard != 0 {
			t.Errorf("%s: %+v, want %q without a hazard", at, f, says)
		}
	}
}
