package checkrun_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
)

const (
	head = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
	id   = "pull_request-1-0123456789abcdef0123"
)

var errLost = errors.New("the lease is lost")

// bench is a writer on a stand-in for GitHub.
type bench struct {
	githubtest.Server
	checkrun.Writer
	lease error
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{Server: githubtest.Serve(t, standin.Options{})}
	must(t, b.AddPullRequest(standin.PullRequest{Number: 1, Base: head, Head: head, Files: []diff.Patch{{Path: "a.go", Status: diff.Modified}}}))
	b.Writer = checkrun.Writer{
		GitHub: b.Server.GitHub, CheckLease: func(context.Context) error { return b.lease },
		Renderer: render.Renderer{Page: func(_ *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error) {
			p := render.Page{CheckName: "DevPlus"}
			if reviewed && w.Annotations > 0 {
				p.Notes = []render.Note{render.NewNote("a.go", 1, 0, "notice", page.PlainLine("A fault"), page.PlainLine("It is off by one."))}
			}
			return p, nil
		}},
	}
	return b
}

// shown lists the check runs on the head, as "external ID status conclusion annotations".
func (b *bench) shown() []string {
	var out []string
	for _, run := range b.CheckRuns() {
		words := []string{strings.TrimPrefix(run.ExternalID, id+"."), run.Status}
		if run.Conclusion != "" {
			words = append(words, run.Conclusion)
		}
		for range run.Annotations {
			words = append(words, "annotation")
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

func attempt(n int, state analysis.State) *analysis.Analysis {
	return &analysis.Analysis{ID: id, Kind: "pull_request", HeadSHA: head, Attempt: n, State: state, Result: []byte(`{}`)}
}

func check(t *testing.T, b *bench, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, b.shown()); diff != "" {
		t.Errorf("check runs (-want +got):\n%s", diff)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A delivery that comes again after a crash must not show people a second check run of one attempt.
func TestEnsure_CreatesOneCheckRunOfAnAttempt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := attempt(1, analysis.Queued)
	must(t, b.Ensure(t.Context(), a, true))
	if a.Published.CheckRunID == 0 || a.Published.CheckRunURL == "" {
		t.Errorf("noted %+v", a.Published)
	}
	lost := attempt(1, analysis.Queued) // what was noted got lost
	must(t, b.Ensure(t.Context(), lost, false))
	if lost.Published != a.Published {
		t.Errorf("noted %+v, want %+v", lost.Published, a.Published)
	}
	must(t, b.Ensure(t.Context(), a, false))
	check(t, b, "1 in_progress")
	a.State = analysis.Skipped
	must(t, b.Ensure(t.Context(), a, false))
	check(t, b, "1 completed skipped")
}

func TestEnsure_CompletesWhatAnEarlierAttemptLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := attempt(1, analysis.Queued)
	must(t, b.Ensure(t.Context(), a, true))
	next := attempt(2, analysis.Queued)
	next.Published.StaleCheckRunID = a.Published.CheckRunID
	must(t, b.Ensure(t.Context(), next, true))
	check(t, b, "1 completed cancelled", "2 in_progress")
	if next.Published.StaleCheckRunID != 0 {
		t.Errorf("noted %+v", next.Published)
	}
}

// GitHub adds annotations at every update: completed twice, a check run would show each finding twice.
func TestComplete_HappensOnce(t *testing.T) {
	t.Parallel()
	for name, noted := range map[string]bool{"noted": true, "not noted": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			a := attempt(1, analysis.Queued)
			must(t, b.Ensure(t.Context(), a, true))
			a.State = analysis.Completed
			for range 2 {
				if !noted {
					a.Published = analysis.PublishedItems{}
				}
				must(t, b.Complete(t.Context(), a))
			}
			check(t, b, "1 completed neutral annotation")
			if a.Published.CheckRunID == 0 {
				t.Errorf("noted %+v", a.Published)
			}
		})
	}
}

func TestComplete_CreatesACheckRunThatIsNotThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	must(t, b.Complete(t.Context(), attempt(1, analysis.Completed)))
	check(t, b, "1 completed neutral annotation")
}

func TestComplete_ShowsTheTextAloneWhereGitHubRefusesAnnotations(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.Fail(isWrite, 422, nil, `{"message":"Validation Failed"}`, 1)
	must(t, b.Complete(t.Context(), attempt(1, analysis.Completed)))
	check(t, b, "1 completed neutral")
}

// GitHub's limit is shared by all repositories of an installation: what is known is not asked for, and what is refused not repeated.
func TestWriter_SendsNoRequestInVain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(*bench) error
		want []string
	}{
		{"a new attempt is not looked for", func(b *bench) error { return b.Ensure(t.Context(), attempt(1, analysis.Queued), true) }, []string{"POST"}},
		{"a known check run is left in progress", func(b *bench) error {
			a := attempt(1, analysis.Queued)
			a.Published.CheckRunID = 7
			return b.Ensure(t.Context(), a, false)
		}, nil},
		{"a refusal without annotations is the end", func(b *bench) error {
			b.Fail(isWrite, 422, nil, `{"message":"no"}`, -1)
			a := attempt(1, analysis.Completed)
			a.Degraded = "no model"
			return b.Complete(t.Context(), a)
		}, []string{"GET", "POST"}},
		{"an outage is no refusal of annotations", func(b *bench) error {
			b.Fail(isWrite, 502, nil, "", -1)
			return b.Complete(t.Context(), attempt(1, analysis.Completed))
		}, []string{"GET", "POST"}},
	} {
		b := newBench(t)
		_ = c.do(b)
		var got []string
		for _, call := range b.Calls() {
			if strings.Contains(call.Route, "check-runs") {
				got = append(got, call.Method)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func isWrite(r *http.Request) bool {
	return strings.Contains(r.URL.Path, "/check-runs") && r.Method != http.MethodGet
}

func TestCancel_CompletesTheCheckRunOfASupersededAttempt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	must(t, b.Cancel(t.Context(), attempt(1, analysis.Superseded)))
	check(t, b) // there was none, so none is created
	must(t, b.Ensure(t.Context(), attempt(1, analysis.Queued), true))
	must(t, b.Cancel(t.Context(), attempt(1, analysis.Superseded)))
	check(t, b, "1 completed cancelled")
}

// An old head's check run that GitHub no longer takes must not keep the new head from being analyzed.
func TestCancel_GivesUpWhatGitHubRefusesForGood(t *testing.T) {
	t.Parallel()
	for status, fails := range map[int]bool{404: false, 422: false, 502: true} {
		b := newBench(t)
		a := attempt(1, analysis.Queued)
		must(t, b.Ensure(t.Context(), a, true))
		b.Fail(isWrite, status, nil, `{"message":"no"}`, -1)
		a.State = analysis.Superseded
		if err := b.Cancel(t.Context(), a); (err != nil) != fails {
			t.Errorf("%d: error %v, want one: %t", status, err, fails)
		}
	}
}

// A worker that lost its lease writes nothing: another may be writing.
func TestWriter_ChecksTheLeaseBeforeEachWrite(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := attempt(1, analysis.Queued)
	must(t, b.Ensure(t.Context(), a, true))
	b.lease = errLost
	second := attempt(2, analysis.Queued)
	second.Published.StaleCheckRunID = a.Published.CheckRunID
	a.State = analysis.Completed
	for name, err := range map[string]error{
		"Ensure":          b.Ensure(t.Context(), attempt(3, analysis.Queued), true),
		"Complete":        b.Complete(t.Context(), a),
		"Cancel":          b.Cancel(t.Context(), a),
		"stale, Ensure":   b.Ensure(t.Context(), second, true),
		"stale, Complete": b.Complete(t.Context(), second),
		"stale, Cancel":   b.Cancel(t.Context(), second),
	} {
		if !errors.Is(err, errLost) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	check(t, b, "1 in_progress")
	if second.Published.StaleCheckRunID == 0 {
		t.Error("the earlier attempt's check run is forgotten")
	}
}

// A temporary error must return to the caller, so that the delivery is retried.
func TestWriter_ReturnsWhatPasses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.Fail(func(*http.Request) bool { return true }, 502, nil, "", -1)
	for name, err := range map[string]error{
		"Ensure":   b.Ensure(t.Context(), attempt(1, analysis.Queued), false),
		"Complete": b.Complete(t.Context(), attempt(1, analysis.Completed)),
		"Cancel":   b.Cancel(t.Context(), attempt(1, analysis.Superseded)),
	} {
		if err == nil || githubapp.Permanent(err) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	check(t, b)
}
