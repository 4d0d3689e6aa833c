package kestra_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

// A task that the engine refuses would be noticed when the database's disk is full.
func TestHousekeeping_RunsOnEngine(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, runsOnEngine)
}

func runsOnEngine(t *testing.T, stack *kestratest.Stack) {
	started := ask(t, stack, http.MethodPost, "/api/v1/main/executions/devplus/housekeeping")
	deadline := time.After(time.Minute)
	for {
		execution := ask(t, stack, http.MethodGet, "/api/v1/main/executions/"+started.ID)
		switch state := execution.State.Current; state {
		case "SUCCESS":
			var ran []string
			for _, task := range execution.TaskRunList {
				ran = append(ran, task.TaskID)
			}
			if diff := cmp.Diff([]string{"executions", "logs"}, ran); diff != "" {
				t.Errorf("tasks (-want +got):\n%s", diff)
			}
			return
		case "FAILED", "KILLED", "WARNING":
			t.Fatalf("the execution ended as %s", state)
		}
		select {
		case <-deadline:
			t.Fatal("the execution did not end within a minute")
		case <-time.After(200 * time.Millisecond):
		}
	}
}

type keptExecution struct {
	ID          string
	State       struct{ Current string }
	TaskRunList []struct{ TaskID string }
}

// ask calls the engine's API; an execution that was just started may be unknown for a moment, and then has no state.
func ask(t *testing.T, stack *kestratest.Stack, method, path string) keptExecution {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, stack.URL+path, strings.NewReader("--b--\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	r.SetBasicAuth(stack.Username, stack.Password)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var execution keptExecution
	switch response.StatusCode {
	case http.StatusOK:
		err = json.Unmarshal(body, &execution)
	case http.StatusNotFound:
	default:
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	if err != nil {
		t.Fatal(err)
	}
	return execution
}
