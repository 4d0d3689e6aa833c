package execution_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/execution"
)

// A slot must not go to the next one while the execution that had it may run.
func TestEnd_SaysWhetherTheExecutionIsOver(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		runs    []run
		started time.Duration // before now
		over    bool
		killed  []string
	}{
		"it is gone":           {nil, time.Hour, true, nil},
		"it is not listed yet": {nil, time.Second, false, nil},
		"it has ended":         {[]run{{"x", "a", "SUCCESS", time.Hour}}, time.Hour, true, nil},
		"it runs":              {[]run{{"x", "a", "RUNNING", time.Hour}}, time.Hour, true, []string{"x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &engine{runs: test.runs, kills: true}
			a := &analysis.Analysis{ID: "a", Attempt: 1, ExecutionID: "x", Times: map[analysis.State]time.Time{analysis.Dispatched: now.Add(-test.started)}}
			over, err := execution.Kestra{Client: e.client(t)}.End(t.Context(), a, now)
			if err != nil || over != test.over {
				t.Errorf("over %t, %v", over, err)
			}
			if diff := cmp.Diff(test.killed, e.killed); diff != "" {
				t.Error("killed:", diff)
			}
		})
	}
}

// An execution must be found by its labels, and deleted with its repository.
func TestLabels_NameTheAttemptAndTheRepository(t *testing.T) {
	t.Parallel()
	a := &analysis.Analysis{ID: "a", Attempt: 2, Repository: analysis.Repository{ID: 5}}
	if diff := cmp.Diff(map[string]string{"analysis": "a", "attempt": "2", "repository": "5"}, execution.Labels(a)); diff != "" {
		t.Error(diff)
	}
}
