package execution_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/kestra"
)

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// run is an execution of repository 5 at an engine.
type run struct {
	id, analysis, state string
	age                 time.Duration
}

// engine keeps executions, oldest first, and answers as Kestra's API does.
type engine struct {
	runs   []run
	killed []string
	kills  bool // what is killed has ended at once
	status int  // of deletions, when not 0
}

func (e *engine) ids() (ids []string) {
	for _, r := range e.runs {
		ids = append(ids, r.id)
	}
	return ids
}

func (e *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, rest, _ := strings.Cut(r.URL.Path, "/executions/")
	id, _, _ := strings.Cut(rest, "/")
	at := slices.IndexFunc(e.runs, func(r run) bool { return r.id == id })
	switch {
	case strings.HasSuffix(r.URL.Path, "/kill"):
		e.killed = append(e.killed, id)
		if e.kills {
			e.runs[at].state = "KILLED"
		}
		w.WriteHeader(http.StatusAccepted)
	case r.Method == http.MethodDelete && e.status != 0:
		w.WriteHeader(e.status)
	case r.Method == http.MethodDelete:
		e.runs = slices.Delete(e.runs, at, at+1)
		w.WriteHeader(http.StatusNoContent)
	case at >= 0:
		_ = json.NewEncoder(w).Encode(map[string]any{"id": id, "state": map[string]any{"current": e.runs[at].state}})
	case id != "search":
		w.WriteHeader(http.StatusNotFound)
	default:
		e.search(w, r)
	}
}

func (e *engine) search(w http.ResponseWriter, r *http.Request) {
	found := []map[string]any{}
	for _, x := range e.runs {
		labels := map[string]string{"analysis": x.analysis, "repository": "5"}
		matches := true
		for key, value := range labels {
			if asked := r.URL.Query().Get("filters[labels][EQUALS][" + key + "]"); asked != "" && asked != value {
				matches = false
			}
		}
		if !matches || len(found) == kestra.MaxFound {
			continue
		}
		found = append(found, map[string]any{
			"id": x.id, "labels": []map[string]string{{"key": "analysis", "value": x.analysis}},
			"state": map[string]any{"current": x.state, "startDate": now.Add(-x.age).Format(time.RFC3339)},
		})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"results": found, "total": len(found)})
}

func (e *engine) client(t *testing.T) *kestra.Client {
	t.Helper()
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	client, err := kestra.New(kestra.Config{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// many are executions that have ended.
func many(n int) (runs []run) {
	for i := range n {
		runs = append(runs, run{fmt.Sprint("x", i), "a", "SUCCESS", time.Hour})
	}
	return runs
}

// Somebody who asks to be forgotten must not be told so while an execution runs, nor lose what began since.
func TestForget_DeletesAllThatBeganBefore(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		runs         []run
		left, killed []string
		deleted      int
		fails        bool
	}{
		"none":                      {},
		"more than one page":        {runs: many(kestra.MaxFound + 5), deleted: kestra.MaxFound + 5},
		"one runs":                  {[]run{{"x", "a", "RUNNING", time.Hour}, {"y", "b", "FAILED", time.Hour}}, []string{"x"}, []string{"x", "x"}, 1, true},
		"one began later":           {[]run{{"x", "a", "SUCCESS", time.Hour}, {"y", "b", "SUCCESS", -time.Hour}}, []string{"y"}, nil, 1, false},
		"one began just then":       {runs: []run{{"x", "a", "SUCCESS", 0}}, deleted: 1},
		"one runs that began later": {[]run{{"y", "b", "RUNNING", -time.Hour}}, []string{"y"}, nil, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &engine{runs: test.runs}
			deleted, err := execution.Forget(context.Background(), e.client(t), 5, now)
			if deleted != test.deleted || (err != nil) != test.fails {
				t.Errorf("%d deleted, %v; want %d", deleted, err, test.deleted)
			}
			if diff := cmp.Diff(test.left, e.ids()); diff != "" {
				t.Error("left:", diff)
			}
			if diff := cmp.Diff(test.killed, e.killed); diff != "" {
				t.Error("killed:", diff)
			}
		})
	}
}

// Remaining executions of an analysis must be searched for again, and those of another one must stay.
func TestForgetAnalysis_SaysWhetherAnythingIsLeft(t *testing.T) {
	t.Parallel()
	other := run{"other", "b", "SUCCESS", time.Hour}
	for name, test := range map[string]struct {
		runs []run
		all  bool
		left []string
	}{
		"one":         {[]run{{"x", "a", "SUCCESS", 0}, other}, true, []string{"other"}},
		"one runs":    {[]run{{"x", "a", "RUNNING", 0}, {"y", "a", "KILLED", 0}, other}, false, []string{"x", "other"}},
		"a full page": {append(many(kestra.MaxFound), other), false, []string{"other"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &engine{runs: test.runs}
			all, err := execution.ForgetAnalysis(context.Background(), e.client(t), "a")
			if err != nil || all != test.all {
				t.Errorf("all %t, %v", all, err)
			}
			if diff := cmp.Diff(test.left, e.ids()); diff != "" {
				t.Error(diff)
			}
		})
	}
	e := &engine{runs: many(1), status: http.StatusUnauthorized}
	if all, err := execution.ForgetAnalysis(context.Background(), e.client(t), "a"); all || err == nil {
		t.Errorf("all %t, %v where Kestra refuses", all, err)
	}
}
