package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/callback"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/versions"
)

// ended is the states of a moment's analyses and the conclusions of the check runs, both sorted.
type ended struct{ states, runs string }

// ends is how each moment of package versions has to end.
var ends = map[string]ended{
	"pull_request queued":                            {"published", "neutral"},
	"pull_request queued with its check run":         {"published", "neutral"},
	"pull_request dispatched and not started":        {"published", "neutral"},
	"pull_request dispatched and started unrecorded": {"published", "neutral"},
	"pull_request dispatched":                        {"published", "neutral"},
	"pull_request dispatched again":                  {"published", "cancelled neutral"},
	"pull_request completed":                         {"published", "neutral"},
	"pull_request completed and degraded":            {"published", "neutral"},
	"pull_request published":                         {"published", "neutral"},
	"pull_request published and degraded":            {"published", "neutral"},
	"pull_request skipped":                           {"skipped", "skipped"},
	"pull_request superseded and not notified":       {"published superseded", "cancelled neutral"},
	"pull_request superseded":                        {"published superseded", "cancelled neutral"},
	"pull_request failed":                            {"failed", ""}, // the App is gone: its check run can't be completed
	"pull_request failed and not notified":           {"failed", "neutral"},
	"release_risk queued":                            {"published", "neutral"},
	"release_risk dispatched":                        {"published", "neutral"},
	"release_risk completed":                         {"published", "neutral"},
	"release_risk published":                         {"published", "neutral"},
	"release_notes queued":                           {"published", "neutral"},
	"release_notes dispatched":                       {"published", "neutral"},
	"release_notes completed":                        {"published", "neutral"},
	"release_notes published":                        {"published", "neutral"},
	"repository queued":                              {"published", "neutral"},
	"repository dispatched":                          {"published", "neutral"},
	"repository completed":                           {"published", "neutral"},
	"repository published":                           {"published", "neutral"},
}

// resultOf is what the flow of a kind answers.
var resultOf = map[string]string{"pull_request": finding, "release_risk": drivers, "release_notes": worded, "repository": explained}

// oldRepository is the repository that the moments are about, with the SHAs of its two commits.
func oldRepository(t *testing.T) (dir string, shas []string) {
	t.Helper()
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	dir = gittest.History(t,
		gittest.Commit{Title: "Start", At: at, Files: map[string]string{"main.go": "package main\n"}, Tags: []string{"v1.0.0"}},
		gittest.Commit{Title: "Limit it (#2)", At: at, Files: map[string]string{"main.go": "package main\n\nvar limit = 10\n"}, Tags: []string{"v1.1.0"}})
	return dir, strings.Fields(gittest.Run(t, dir, "rev-parse", "v1.0.0", "v1.1.0"))
}

// resume is a rig that today's code runs from a moment on.
func resume(t *testing.T, m versions.Moment) *rig {
	t.Helper()
	kind, _, _ := strings.Cut(m.Name, " ")
	var r *rig
	if kind == "pull_request" {
		r = newRig(t, 0)
		r.open(standin.PullRequest{UpdatedAt: m.Now.Truncate(time.Second), Draft: strings.HasSuffix(m.Name, "skipped")})
		if strings.Contains(m.Name, "superseded") {
			r.must(r.gh.Push(1, head2, twoFiles()...))
		}
	} else {
		dir, shas := oldRepository(t)
		r = newRigOn(t, 0, standin.Options{Dir: dir, ContentsWrite: kind == "release_notes"})
		if kind == "release_risk" {
			r.gh.AddDeployment(standin.Deployment{Environment: "production", SHA: shas[0], Ref: "main", States: []string{"success"}})
			r.gh.AddDeployment(standin.Deployment{Environment: "production", SHA: shas[1], Ref: "main", RunID: 30433642})
		}
	}
	r.restore(m)
	return r
}

// restore gives a rig what a moment had in the store, on GitHub, in the workflow engine and on the topics.
func (r *rig) restore(m versions.Moment) {
	r.t.Helper()
	r.now = m.Now
	r.must(r.db.Close())
	var err error
	r.db, err = embedded.Open(m.File(r.t))
	r.must(err)
	for _, c := range m.CheckRuns {
		run := standin.CheckRun{Name: c.Name, HeadSHA: c.HeadSHA, ExternalID: c.ExternalID, Status: c.Status, Conclusion: c.Conclusion}
		if id := r.gh.AddCheckRun(run); id != c.ID {
			r.t.Fatalf("the check run has ID %d on GitHub, %d in the documents", id, c.ID)
		}
	}
	for _, c := range m.Comments {
		r.gh.AddComment(standin.Comment{Number: 1, AppID: r.gh.Options().AppID, Body: c.Body})
	}
	for _, f := range m.Flows {
		r.flows.all = append(r.flows.all, &execution{kestra: r.flows, id: f.ID, state: f.State, labels: f.Labels, inputs: f.Inputs})
	}
	for _, queued := range m.Messages {
		r.queue = append(r.queue, message{topic: queued.Topic, data: queued.Data})
	}
}

func (r *rig) ended(m versions.Moment) ended {
	r.t.Helper()
	var all, conclusions []string
	for name := range m.Documents {
		if id, ok := strings.CutPrefix(name, "analyses/"); ok {
			a, err := r.db.Analysis(r.t.Context(), id)
			r.must(err)
			all = append(all, string(a.State))
		}
	}
	for _, run := range r.gh.CheckRuns() {
		conclusions = append(conclusions, run.Conclusion)
	}
	slices.Sort(all)
	slices.Sort(conclusions)
	return ended{strings.Join(all, " "), strings.Join(conclusions, " ")}
}

func TestVersions_WorkInFlightEnds(t *testing.T) {
	t.Parallel()
	for _, m := range versions.Moments(t) {
		for _, lost := range []bool{false, true} {
			if lost && len(m.Messages) == 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s, messages lost: %t", m.Name, lost), func(t *testing.T) {
				t.Parallel()
				r := resume(t, m)
				if lost {
					r.queue = nil
				}
				kind, _, _ := strings.Cut(m.Name, " ")
				r.settle(resultOf[kind])
				want := ends[m.Name]
				if lost && strings.HasSuffix(m.Name, "not started") {
					want.runs = "cancelled neutral" // nobody started attempt 1: there is a second
				}
				if diff := cmp.Diff(want, r.ended(m), cmp.AllowUnexported(ended{})); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if flows := len(r.flows.executions()); flows > max(1, len(m.Flows)+1) {
					t.Errorf("%d flows, and %d before: work was done again", flows, len(m.Flows))
				}
			})
		}
	}
}

// A flow that runs for an hour calls back as its version did, whatever is deployed by then.
func TestVersions_CallbacksAreAccepted(t *testing.T) {
	t.Parallel()
	const usage = `"usage":{"model":"m","input_tokens":10,"output_tokens":null,"calls":2,"parts":2,"unanswered":1,"of_tomorrow":1}`
	called := 0
	for _, m := range versions.Moments(t) {
		kind, _, _ := strings.Cut(m.Name, " ")
		for _, answer := range []string{
			`"status":"succeeded","result":` + resultOf[kind] + `,` + usage,
			`"status":"failed","error":{"code":"model_unavailable","message":"the model did not answer"},` + usage,
		} {
			r := resume(t, m)
			for _, f := range m.Flows {
				if f.State != "RUNNING" {
					continue
				}
				called++
				want := http.StatusOK
				a, err := r.db.Analysis(t.Context(), f.Inputs["analysis_id"])
				if err != nil {
					t.Fatal(err)
				}
				if a.State == analysis.Superseded {
					want = http.StatusConflict
				}
				body := fmt.Sprintf(`{"analysis_id":%q,"attempt":%s,"execution_id":%q,%s}`, f.Inputs["analysis_id"], f.Inputs["attempt"], f.ID, answer)
				request := httptest.NewRequest(http.MethodPost, callback.Path, strings.NewReader(body))
				request.Header.Set("Content-Type", "application/json")
				request.Header.Set("Authorization", "Bearer "+f.Inputs["callback_token"])
				w := httptest.NewRecorder()
				r.callback.ServeHTTP(w, request)
				if w.Code != want {
					t.Errorf("%s: %d %s, want %d", m.Name, w.Code, w.Body, want)
				}
				if a, err = r.db.Analysis(t.Context(), a.ID); err != nil || want == http.StatusOK && (a.State != analysis.Completed || a.Usage.Calls != 2) {
					t.Errorf("%s: %s after the callback, usage %+v, error %v", m.Name, a.State, a.Usage, err)
				}
			}
		}
	}
	if called < 10 {
		t.Errorf("%d callbacks, too few to show anything", called)
	}
}
