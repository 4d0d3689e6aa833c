package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

func TestAnalyze_ReviewsOnEachKestra(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, func(t *testing.T, stack *kestratest.Stack) {
		key := fmt.Sprintf("analyze-%d", time.Now().UnixNano())
		dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar limit = 1 // " + key + "\n"})
		stack.Model.Script(t, key, kestratest.Reply{Content: kestratest.EmptyReview(key)})
		login := map[string]string{"KESTRA_USERNAME": stack.Username, "KESTRA_PASSWORD": stack.Password}

		code, out, said := call(t, login, "-repo", dir, "-format", "json", "-kestra", stack.URL)
		var got shownAnalysis
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
			t.Fatalf("exit %d, %v: %s", code, err, said)
		}
		if got.State != analysis.Published || got.Degraded || got.Usage.Calls != 1 || !strings.Contains(string(got.Result), key) {
			t.Errorf("state %s, degraded %q, %d calls, result %s", got.State, got.DegradedReason, got.Usage.Calls, got.Result)
		}
		// The tests' engine shortens the flows' retries, which is an edit.
		if want := "warning: flow ai-pull-request-analysis was edited in Kestra"; !strings.Contains(said, want) {
			t.Errorf("%q is not said: %s", want, said)
		}
	})
}
