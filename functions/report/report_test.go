package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/report"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

var update = flag.Bool("update", false, "write the golden files")

// reviewed stores an analysis that has been all the way, and returns its ID.
func reviewed(t *testing.T, db *embedded.Store) string {
	t.Helper()
	const head = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	start := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	subject := analysis.Subject{Kind: "pull_request", Number: 12, Ref: "main"}
	id := kindtest.ID(42, subject, head)
	for _, step := range []func(*analysis.Analysis) error{
		func(a *analysis.Analysis) error {
			a.Kind, a.Subject, a.InstallationID = "pull_request", subject, 777
			a.Repository = analysis.Repository{ID: 42, Owner: "octo", Name: "project", DefaultBranch: "main"}
			a.HeadSHA, a.BaseSHA = head, "1111111111111111111111111111111111111111"
			a.URL = "https://github.com/octo/project/pull/12"
			return a.Queue(start, "delivery", json.RawMessage(`{"delivery":"kept inside"}`))
		},
		func(a *analysis.Analysis) error {
			facts := change.Measure([]diff.Patch{{Path: "main.go", Status: diff.Modified, Additions: 1,
				Text: "@@ -1,2 +1,3 @@\n package main\n+var limit = 10\n func main() {}"}})
			assessed := risk.Assess(facts)
			assessed.Model = "model" // another one with each fit, like the figures of the drivers
			risk := assessed.Placed(82.3, risk.Compared{With: risk.Own, Changes: 87})
			for i := range risk.Drivers {
				risk.Drivers[i].Share, risk.Drivers[i].Points, risk.Drivers[i].Here = 0.5, 20, 91
			}
			risk.Signals, risk.Probability, risk.LogOdds, risk.LogOddsDiff = risk.Signals[:0], 0.125, 0, 0
			a.Facts, a.Risk, a.Coverage = &facts, &risk, &analysis.Coverage{Files: 1, Read: 1, Parts: 1, Bytes: 60}
			a.Published = analysis.PublishedItems{CheckRunID: 1001, CheckRunURL: "https://github.com/octo/project/runs/1001", CommentID: 1002}
			a.ExecutionID = "execution1"
			return a.Dispatch(start.Add(2 * time.Second))
		},
		func(a *analysis.Analysis) error {
			input, output, cost := int64(2000), int64(500), 0.008
			a.Usage = analysis.Usage{Model: "m", InputTokens: &input, OutputTokens: &output, Calls: 1, Parts: 1, CostUSD: &cost}
			return a.Complete(start.Add(time.Minute), json.RawMessage(`{"summary":"Sets <b>a</b> limit.","findings":[],"verdict":"no_concerns"}`))
		},
		func(a *analysis.Analysis) error {
			a.Lease = analysis.Lease{Owner: "kept inside", Until: start.Add(time.Hour)}
			return a.Publish(start.Add(time.Minute + time.Second))
		},
	} {
		if _, _, err := db.Claim(t.Context(), "pull_request-42-12", id, func(_ *analysis.Latest, a *analysis.Analysis) error { return step(a) }); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

func get(h http.Handler, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestReport_ShowsTheEvidence(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	w := get(report.New(db), http.MethodGet, "/api/v1/analyses/"+reviewed(t, db))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	const golden = "testdata/reviewed.golden.json"
	if *update {
		if err := os.WriteFile(golden, w.Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), w.Body.String()); diff != "" {
		t.Errorf("readers of the report see another shape (-want +got); -update accepts it:\n%s", diff)
	}
}

func TestReport_GivesAPullRequestsFindingsAsSARIF(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	id := reviewed(t, db)
	w := get(report.New(db), http.MethodGet, "/api/v1/analyses/"+id+"?format=sarif")
	var log pullrequest.SARIF
	if err := json.Unmarshal(w.Body.Bytes(), &log); err != nil || w.Code != http.StatusOK || log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Errorf("%d %v %s", w.Code, err, w.Body)
	}
	subject := analysis.Subject{Kind: "release_notes", Tag: "v1"}
	notes := kindtest.ID(42, subject, id[len(id)-20:])
	queue := func(_ *analysis.Latest, a *analysis.Analysis) error {
		a.Kind, a.Subject = "release_notes", subject
		return a.Queue(time.Now(), "delivery", json.RawMessage(`{}`))
	}
	if _, _, err := db.Claim(t.Context(), "notes", notes, queue); err != nil {
		t.Fatal(err)
	}
	if w := get(report.New(db), http.MethodGet, "/api/v1/analyses/"+notes+"?format=sarif"); w.Code != http.StatusBadRequest {
		t.Errorf("release notes as SARIF: %d %s", w.Code, w.Body)
	}
}

func TestReport_UnknownIsNotFound(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	id := reviewed(t, db)
	handler := report.New(db)
	for _, odd := range []string{
		"none", id + "x", id[:len(id)-1], id + "%00", id + "%2F", "%2e%2e%2f" + id, "%FF", "%E2%98%83", "__x__", "%20", "..%5c",
		"a%3Fb", id + ".1",
	} {
		t.Run(odd, func(t *testing.T) {
			w := get(handler, http.MethodGet, "/api/v1/analyses/"+odd)
			if w.Code != http.StatusNotFound || w.Body.String() != "{\n  \"error\": \"there is no such analysis\"\n}\n" {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	for _, path := range []string{"/", "/api/v1/analyses/", "/api/v1/analyses/%2F", "/api/v1/analyses/" + id + "/x"} {
		if w := get(handler, http.MethodGet, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestReport_IsReadOnly(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	handler, path := report.New(db), "/api/v1/analyses/"+reviewed(t, db)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if w := get(handler, method, path); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

// away is a store that can't be read.
type away struct{}

func (away) Acceptance(context.Context, int64) (ledger.Acceptance, error) {
	return ledger.Acceptance{}, errors.New("the store is away")
}

func (away) Analysis(context.Context, string) (*analysis.Analysis, error) {
	return nil, errors.New("the store's own words")
}

func (away) Budget(context.Context, string) (*budget.Period, error) {
	return nil, errors.New("the store's own words")
}

func TestReport_ShowsWhatABudgetHasUsed(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	now := time.Date(2026, 11, 27, 23, 59, 0, 0, time.UTC)
	keys := budget.KeysAt(42, 7, now)
	_, err := db.ChangeHeld(t.Context(), keys, func(h *store.Held) error {
		usd := 5.0
		h.Day.Settle(now, budget.Use{Tokens: 1000, Micros: 20_000, Counts: true, Priced: true}, budget.Reservation{})
		h.Day.Bound(&usd, nil)
		h.Month.Settle(now, budget.Use{Tokens: 1000, Counts: true}, budget.Reservation{})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		keys.Day:                 `{"id":"repository-42-2026-11-27","reviews":1,"tokens":1000,"usd":0.02,"unpriced":0,"estimated":0,"unknown":0,"limit_tokens":null,"limit_usd":5}`,
		keys.Month:               `{"id":"installation-7-2026-11","reviews":1,"tokens":1000,"usd":null,"unpriced":1,"estimated":0,"unknown":0,"limit_tokens":null,"limit_usd":null}`,
		"installation-8-2026-11": `{"id":"installation-8-2026-11","reviews":0,"tokens":0,"usd":null,"unpriced":0,"estimated":0,"unknown":0,"limit_tokens":null,"limit_usd":null}`,
	} {
		var got bytes.Buffer
		if err := json.Compact(&got, get(report.New(db), http.MethodGet, "/api/v1/budgets/"+id).Body.Bytes()); err != nil || got.String() != want {
			t.Errorf("%s: %v\n%s", id, err, got.String())
		}
	}
	if w := get(report.New(db), http.MethodGet, "/api/v1/budgets/repository-42"); w.Code != http.StatusBadRequest {
		t.Errorf("a budget without a day: %d", w.Code)
	}
}

func TestReport_StoreOutageAsksToRetry(t *testing.T) {
	t.Parallel()
	const want = "{\n  \"error\": \"the store can't be read now, try again\"\n}\n"
	for _, path := range []string{"/api/v1/analyses/x", "/api/v1/budgets/repository-42-2026-11-27"} {
		w := get(report.New(away{}), http.MethodGet, path)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Body.String() != want {
			t.Errorf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
		}
	}
}

// A team that wants to know whether the model's findings are worth reading gets figures, and for a wrong address the reason.
func TestReport_SaysWhatARepositoryAccepts(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	l := &ledger.Ledger{Findings: []ledger.Finding{{Category: "api", Severity: "high", State: ledger.Fixed, Prompt: 2}, {Category: "docs", Severity: "low", State: ledger.Dismissed}}}
	if err := db.CountFindings(t.Context(), 42, 12, l, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]struct {
		code int
		body string
	}{
		"42":   {http.StatusOK, `{"pull_requests":1,"categories":[{"category":"docs","findings":1,"accepted":0,"seldom":false},{"category":"api","findings":1,"accepted":1,"seldom":false}],"outcomes":[{"prompt":2,"category":"api","severity":"high","fixed":1,"dismissed":0,"ignored":0,"outdated":0},{"category":"docs","severity":"low","fixed":0,"dismissed":1,"ignored":0,"outdated":0}]}`},
		"43":   {http.StatusOK, `{"pull_requests":0,"categories":[],"outcomes":[]}`},
		"octo": {http.StatusBadRequest, `{"error":"name the repository by its ID on GitHub, a number"}`},
	} {
		w := get(report.New(db), http.MethodGet, "/api/v1/acceptance/"+path)
		var got, wanted any
		if err := errors.Join(json.Unmarshal(w.Body.Bytes(), &got), json.Unmarshal([]byte(want.body), &wanted)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wanted, got); diff != "" || w.Code != want.code {
			t.Errorf("%s: %d (-want +got):\n%s", path, w.Code, diff)
		}
	}
	if w := get(report.New(away{}), http.MethodGet, "/api/v1/acceptance/42"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a store: %d", w.Code)
	}
}
