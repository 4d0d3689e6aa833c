package callback_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
)

func ptr[T any](v T) *T { return &v }

func TestCallback_StoresAndPublishes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Price = config.Price{Input: ptr(2.0), Output: ptr(8.0)} // USD per million
	before := r.stored()
	r.now = start.Add(time.Minute)
	w := r.send(r.succeeded(clean))
	r.want(w, http.StatusOK)
	if got := w.Body.String(); got != `{"status":"accepted"}`+"\n" {
		t.Errorf("body %s", got)
	}
	r.wantPublished(1)

	want := before.Clone()
	if err := want.Complete(r.now, json.RawMessage(clean)); err != nil {
		t.Fatal(err)
	}
	want.ExecutionID = "execution1"
	want.Usage = analysis.Usage{
		Model: "m", InputTokens: ptr(int64(2000)), OutputTokens: ptr(int64(500)), Calls: 3, Parts: 2, Unanswered: 1,
		CostUSD: ptr(0.008), // 2,000 at 2 and 500 at 8
	}
	got := r.stored()
	want.Revision = got.Revision
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestCallback_StoresOnlyKnownCosts(t *testing.T) {
	t.Parallel()
	price := config.Price{Input: ptr(2.0), Output: ptr(8.0)}
	both := config.Price{Input: ptr(2.0), Output: ptr(8.0), NameQuick: "q", InputQuick: ptr(1.0), OutputQuick: ptr(4.0), NameDeep: "d"}
	for name, test := range map[string]struct {
		price  config.Price
		usage  string
		want   *float64
		effort string
	}{
		"quick model":    {both, `{"input_tokens":1000000,"output_tokens":0}`, ptr(1.0), "quick"},
		"deep, no price": {both, `{"input_tokens":1000000,"output_tokens":0}`, nil, "deep"},
		"one model":      {price, `{"input_tokens":1000000,"output_tokens":0}`, ptr(2.0), "deep"},

		"priced":         {price, `{"input_tokens":1000000,"output_tokens":0}`, ptr(2.0), ""},
		"free":           {config.Price{Input: ptr(0.0), Output: ptr(0.0)}, `{"input_tokens":5,"output_tokens":5}`, ptr(0.0), ""},
		"no price":       {config.Price{}, `{"input_tokens":5,"output_tokens":5}`, nil, ""},
		"half a price":   {config.Price{Input: ptr(2.0)}, `{"input_tokens":5,"output_tokens":5}`, nil, ""},
		"tokens unknown": {price, `{"input_tokens":null,"output_tokens":5}`, nil, ""},
		"no usage":       {price, `null`, nil, ""},
		"most tokens":    {price, `{"input_tokens":9223372036854775807,"output_tokens":0}`, ptr(float64(1<<63) * 2 / 1e6), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.Price = test.price
			r.claim(func(a *analysis.Analysis) error { a.Effort = test.effort; return nil })
			r.want(r.send(`{"analysis_id":"`+r.id+`","attempt":1,"status":"succeeded","result":`+clean+`,"usage":`+test.usage+`}`), 200)
			if diff := cmp.Diff(test.want, r.stored().Usage.CostUSD); diff != "" {
				t.Errorf("cost (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCallback_StoresTheExecution(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ known, answers, want string }{
		"dispatch was cut off":       {"", "execution1", "execution1"},
		"the flow does not say":      {"execution1", "", "execution1"},
		"nobody knows":               {"", "", ""},
		"a second one was started":   {"execution1", "execution2", "execution2"},
		"both, the same":             {"execution1", "execution1", "execution1"},
		"the longest that is logged": {"", strings.Repeat("x", 200), strings.Repeat("x", 200)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.claim(func(a *analysis.Analysis) error { a.ExecutionID = test.known; return nil })
			r.want(r.send(strings.ReplaceAll(r.succeeded(clean), "execution1", test.answers)), 200)
			if got := r.stored().ExecutionID; got != test.want {
				t.Errorf("execution %q, want %q", got, test.want)
			}
		})
	}
}

func TestCallback_RepeatedPublishesAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want(r.send(r.succeeded(clean)), 200)
	before := r.stored()
	r.want(r.send(r.succeeded(clean)), 200)
	r.want(r.send(r.succeeded(unusable)), 200) // not looked at again
	r.want(r.send(r.failed(`{"code":"flow_failed"}`)), 200)
	r.wantPublished(4)
	if diff := cmp.Diff(before, r.stored()); diff != "" {
		t.Errorf("the analysis changed (-before +after):\n%s", diff)
	}
	r.claim(func(a *analysis.Analysis) error { return a.Publish(start) })
	r.want(r.send(r.succeeded(clean)), 200)
	r.wantPublished(5)
}

func TestCallback_LateChangesNothing(t *testing.T) {
	t.Parallel()
	step := func(change func(*analysis.Analysis) error) []func(*analysis.Analysis) error {
		return []func(*analysis.Analysis) error{change}
	}
	for name, changes := range map[string][]func(*analysis.Analysis) error{
		"superseded": step(func(a *analysis.Analysis) error { return a.Supersede(start, "def") }),
		"failed":     step(func(a *analysis.Analysis) error { return a.Fail(start, "stuck") }),
		"repeated":   step(func(a *analysis.Analysis) error { return a.Repeat(start, "no answer") }),
		"failed to publish": {
			func(a *analysis.Analysis) error { return a.Degrade(start, "late") },
			func(a *analysis.Analysis) error { return a.Fail(start, "refused") },
		},
		"queued again": {
			func(a *analysis.Analysis) error { return a.Supersede(start, "def") },
			func(a *analysis.Analysis) error { return a.Queue(start, "another delivery", nil) },
		},
	} {
		for kind, answer := range map[string]func(*rig) string{
			"a result":   func(r *rig) string { return r.succeeded(clean) },
			"a bad one":  func(r *rig) string { return r.succeeded(unusable) },
			"no result":  func(r *rig) string { return r.failed(`{"code":"flow_failed"}`) },
			"no results": func(r *rig) string { return r.succeeded("null") },
		} {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				r := newRig(t)
				for _, change := range changes {
					r.claim(change)
				}
				before := r.stored()
				r.want(r.send(answer(r)), http.StatusConflict)
				if diff := cmp.Diff(before, r.stored()); diff != "" {
					t.Errorf("the analysis changed (-before +after):\n%s", diff)
				}
				r.wantPublished(0)
			})
		}
	}
}

func TestCallback_RefusesAnalysesNotDispatched(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.claim(func(a *analysis.Analysis) error { return a.Supersede(start, "def") })
	r.claim(func(a *analysis.Analysis) error { return a.Queue(start, "another delivery", nil) })
	before := r.stored()
	if before.State != analysis.Queued || before.Attempt != 2 {
		t.Fatalf("%s, attempt %d", before.State, before.Attempt)
	}
	body := strings.Replace(r.succeeded(clean), `"attempt":1`, `"attempt":2`, 1)
	r.want(r.serve(request(r.token(2), body)), http.StatusConflict)
	if diff := cmp.Diff(before, r.stored()); diff != "" {
		t.Errorf("the analysis changed (-before +after):\n%s", diff)
	}
}

func TestResult_BrokenTwiceDegradesTheAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := r.stored()
	w := r.send(r.succeeded(unusable))
	r.want(w, http.StatusUnprocessableEntity)
	const problem = `{"error":"the result breaks its schema","problems":["result.summary: got number, want string"]}`
	if got := strings.TrimSpace(w.Body.String()); got != problem {
		t.Errorf("body %s, want %s", got, problem)
	}
	want := before.Clone()
	want.Refusals, want.ExecutionID = 1, "execution1"
	got := r.stored()
	want.Usage, want.Refused, want.Revision = got.Usage, got.Refused, got.Revision
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after the first (-want +got):\n%s", diff)
	}
	r.wantPublished(0)

	r.want(r.send(r.succeeded(`{"summary":"x","findings":[],"verdict":"fine"}`)), http.StatusUnprocessableEntity)
	got = r.stored()
	if got.State != analysis.Completed || got.Refusals != 2 || got.Result != nil || !strings.Contains(got.Degraded, "unusable twice") || !strings.Contains(got.Degraded, "result.verdict") {
		t.Errorf("after the second: %s, %d refusals, result %s, degraded %q", got.State, got.Refusals, got.Result, got.Degraded)
	}
	r.wantPublished(1)
}

func TestResult_RepairedIsAccepted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want(r.send(r.succeeded(unusable)), http.StatusUnprocessableEntity)
	r.want(r.send(r.succeeded(clean)), http.StatusOK)
	if a := r.stored(); a.State != analysis.Completed || a.Degraded != "" || string(a.Result) != clean {
		t.Errorf("%s, degraded %q, result %s", a.State, a.Degraded, a.Result)
	}
	r.wantPublished(1)
}

func TestResult_RefusalNamesTheField(t *testing.T) {
	t.Parallel()
	const finding = `{"path":"a.go","line":%s,"severity":"high","category":"api","title":"t","explanation":"e","confidence":1}`
	for name, test := range map[string]struct{ result, problem string }{
		"null":         {"null", "result: got null, want object"},
		"a string":     {`"{\"summary\":\"x\"}"`, "result: got string, want object"},
		"an array":     {"[" + clean + "]", "result: got array, want object"},
		"a number":     {"1e400", "result: "},
		"nested":       {strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "result: got array, want object"},
		"unknown name": {`{"summary":"x","findings":[],"verdict":"comments","Findings":[]}`, "result: "},
		"line 0":       {`{"summary":"x","verdict":"comments","findings":[` + fmt.Sprintf(finding, "0") + `]}`, "result.findings[0].line: "},
		"a huge line":  {`{"summary":"x","verdict":"comments","findings":[` + fmt.Sprintf(finding, "1e300") + `]}`, "result.findings[0].line: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			w := r.send(r.succeeded(test.result))
			r.want(w, http.StatusUnprocessableEntity)
			var body struct{ Problems []string }
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
				t.Fatal(err)
			}
			if len(body.Problems) == 0 || !strings.HasPrefix(body.Problems[0], test.problem) {
				t.Errorf("problems %q, want %q", body.Problems, test.problem)
			}
			if got := r.stored().Refusals; got != 1 {
				t.Errorf("%d refusals, want 1", got)
			}
		})
	}
}

func TestResult_MissingIsRefusedLikeNull(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := r.send(`{"analysis_id":"` + r.id + `","attempt":1,"status":"succeeded"}`)
	r.want(w, http.StatusUnprocessableEntity)
	if !strings.Contains(w.Body.String(), "result: got null, want object") {
		t.Errorf("body %s", w.Body)
	}
}

func TestResult_IsStoredUnchanged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	result := `{ "summary": "<img src=x> @octocat & \u2028 ☃ [x](javascript:y)",  "findings": [], "verdict": "comments" }`
	r.want(r.send(r.succeeded(result)), 200)
	if got := string(r.stored().Result); got != result {
		t.Errorf("stored %s, want %s", got, result)
	}
}

func TestCallback_FailedWorkflowKeepsTheMeasuredAnalysis(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ cause, want string }{
		{`{"code":"model_unreachable"}`, "the model could not be reached: check MODEL_BASE_URL"},
		{`{"code":"model_refused","message":"HTTP 401: no key ghp_Q7dK2mWx9ZrT4vLc8NbY3hJf6GpS1aEu0oIi"}`, "the model refused the request (HTTP 401: no key [REDACTED:github-pat])"},
		{`{"code":"model_timeout"}`, "the model did not answer in time"},
		{`{"code":"model_limited"}`, "the model's rate limit was reached"},
		{`{"code":"flow_failed","message":""}`, "the workflow failed: see its execution in Kestra"},
		{`{"code":"unheard_of","message":"a\n\tb "}`, "the workflow failed: see its execution in Kestra (a b)"},
		{`{}`, "the workflow failed: see its execution in Kestra"},
		{`{"code":"model_timeout","message":"` + strings.Repeat("é", 500) + `"}`, "the model did not answer in time (" + strings.Repeat("é", 150) + "…)"},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.want(r.send(r.failed(test.cause)), http.StatusOK)
			a := r.stored()
			if a.State != analysis.Completed || a.Degraded != test.want || a.Result != nil || a.Refusals != 0 {
				t.Errorf("%s, degraded %q, result %s, %d refusals; want completed, degraded %q", a.State, a.Degraded, a.Result, a.Refusals, test.want)
			}
			r.wantPublished(1)
		})
	}
}

func TestCallback_OutageLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		away, back func(*rig)
		committed  bool
	}{
		"reading": {func(r *rig) { r.reading = errAway }, func(r *rig) { r.reading = nil }, false},
		"writing": {func(r *rig) { r.writing = errAway }, func(r *rig) { r.writing = nil }, false},
		"topic":   {func(r *rig) { r.topicAway = errAway }, func(r *rig) { r.topicAway = nil }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			before := r.stored()
			test.away(r)
			w := r.send(r.succeeded(clean))
			r.want(w, http.StatusServiceUnavailable)
			if w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), errAway.Error()) {
				t.Errorf("header %v, body %s", w.Header(), w.Body)
			}
			r.wantPublished(0)
			after := r.stored()
			if !test.committed {
				if diff := cmp.Diff(before, after); diff != "" {
					t.Errorf("the analysis changed (-before +after):\n%s", diff)
				}
			} else if after.State != analysis.Completed {
				t.Errorf("state %s, want completed", after.State)
			}
			test.back(r)
			r.want(r.send(r.succeeded(clean)), http.StatusOK)
			r.wantPublished(1)
			if a := r.stored(); a.State != analysis.Completed || string(a.Result) != clean {
				t.Errorf("%s, result %s", a.State, a.Result)
			}
		})
	}
}

// A lost response makes a workflow send its answer again: the model has not failed twice.
func TestResult_BrokenOneThatIsRepeatedCountsOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 3 {
		r.want(r.send(r.succeeded(unusable)), http.StatusUnprocessableEntity)
	}
	if a := r.stored(); a.State != analysis.Dispatched || a.Refusals != 1 {
		t.Errorf("%s, %d refusals", a.State, a.Refusals)
	}
}

func TestResult_SecondRefusalPublishesAgainIfRepeated(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want(r.send(r.succeeded(`{"summary":"x","findings":[],"verdict":"fine"}`)), http.StatusUnprocessableEntity)
	r.topicAway = errAway
	r.want(r.send(r.succeeded(unusable)), http.StatusServiceUnavailable)
	r.topicAway = nil
	r.want(r.send(r.succeeded(unusable)), http.StatusOK)
	r.wantPublished(1)
	if a := r.stored(); a.State != analysis.Completed || a.Refusals != 2 {
		t.Errorf("%s, %d refusals", a.State, a.Refusals)
	}
}

// tooLarge fits the schema and a request, and no compression makes it fit the store.
func tooLarge() string {
	source := rand.New(rand.NewPCG(1, 2))
	text := func(n int) string {
		out := make([]rune, n)
		for i := range out {
			out[i] = 0x4e00 + rune(source.IntN(0x5000)) // three bytes of CJK hold 14 random bits
		}
		return string(out)
	}
	findings := make([]pullrequest.Finding, 85)
	for i := range findings {
		findings[i] = pullrequest.Finding{
			Path: "a.go", Line: 1, Severity: "low", Category: "docs", Title: "t", Explanation: text(2000), Suggestion: text(2000),
		}
	}
	out, _ := json.Marshal(pullrequest.Result{Summary: "s", Findings: findings, Verdict: "comments"})
	return string(out)
}

func TestResult_TooBigForTheStoreIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := r.succeeded(tooLarge())
	for refusals := 1; refusals <= 2; refusals++ {
		w := r.send(strings.Replace(body, `"calls":3`, fmt.Sprintf(`"calls":%d`, 2+refusals), 1)) // the model is asked once more
		r.want(w, http.StatusUnprocessableEntity)
		if !strings.Contains(w.Body.String(), "result: is too large") {
			t.Errorf("body %s", w.Body)
		}
		if got := r.stored().Refusals; got != refusals {
			t.Errorf("%d refusals, want %d", got, refusals)
		}
	}
	if a := r.stored(); a.State != analysis.Completed || !strings.Contains(a.Degraded, "too large") {
		t.Errorf("%s, degraded %q", a.State, a.Degraded)
	}
	r.wantPublished(1)
}

func TestCallback_CountsOneOfManyAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var group sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		group.Go(func() {
			codes[i] = r.send(r.succeeded(strings.Replace(clean, "Sets", fmt.Sprintf("Answer %d sets", i), 1))).Code
		})
	}
	group.Wait()
	for i, code := range codes {
		if code != http.StatusOK {
			t.Errorf("answer %d: status %d", i, code)
		}
	}
	completed := 0
	for _, step := range r.stored().History {
		if step.State == analysis.Completed {
			completed++
		}
	}
	if completed != 1 {
		t.Errorf("completed %d times", completed)
	}
	r.wantPublished(len(codes))
}

func TestResult_CountsEachBrokenOneAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var group sync.WaitGroup
	for _, result := range []string{unusable, `{"summary":"x","findings":[],"verdict":"fine"}`} {
		group.Go(func() { r.send(r.succeeded(result)) })
	}
	group.Wait()
	if a := r.stored(); a.Refusals != 2 || a.State != analysis.Completed {
		t.Errorf("%d refusals, %s", a.Refusals, a.State)
	}
	r.wantPublished(1)
}

func TestCallback_LogsTheAnalysisAndNoContent(t *testing.T) {
	t.Parallel()
	const leak = "leak-of-what-was-sent"
	r := newRig(t)
	token := r.token(1)
	unknown := `{"summary":"x","findings":[],"verdict":"comments","` + leak + `":1}`
	r.want(r.serve(request(leak+token, r.succeeded(clean))), 401)
	r.want(r.send(`{"`+leak+`"`), 400)
	r.want(r.send(`{"analysis_id":"`+r.id+`","attempt":1,"status":"`+leak+`"}`), 400)
	r.want(r.send(strings.Replace(r.succeeded(unknown), "execution1", "execution-logged", 1)), 422)
	r.want(r.send(r.failed(`{"code":"`+leak+`","message":"`+leak+`"}`)), 200)
	for _, part := range []string{leak, token, key} {
		if found := logged.Containing(part); found != nil {
			t.Errorf("logged: %q", found)
		}
	}
	lines := logged.Containing("execution-logged")
	if len(lines) != 1 {
		t.Fatalf("a refusal has %d lines, want 1: %q", len(lines), lines)
	}
	for _, want := range []string{`"metric":"refused"`, `"status":422`, `"analysis_id":"` + r.id + `"`, `"attempt":1`, `"problems":1`, `"severity":"WARNING"`} {
		if !strings.Contains(lines[0], want) {
			t.Errorf("a refusal's line lacks %s: %s", want, lines[0])
		}
	}
}
