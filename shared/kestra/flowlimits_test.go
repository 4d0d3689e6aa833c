package kestra_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

// maxExecution is Kestra's limit for a message as application.yaml sets it: an execution beyond it fails.
const maxExecution = 1 << 20

// raw is an execution as Kestra's API tells it.
func raw(t *testing.T, stack *kestratest.Stack, id string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, stack.URL+"/api/v1/main/executions/"+id, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(stack.Username, stack.Password)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("HTTP %d, %v", answer.StatusCode, err)
	}
	return string(body)
}

func TestFlow_StaysWithinMessageLimit(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, staysWithinMessageLimit)
}

func staysWithinMessageLimit(t *testing.T, stack *kestratest.Stack) {
	client := stack.Client(t)
	key := fmt.Sprintf("long-%d", time.Now().UnixNano())
	// A chat completion of a little less than 64 KiB, most of it characters that JSON escapes in its strings.
	long := fmt.Sprintf(`{"summary":"%s","walkthrough":[],"findings":[%s],"verdict":"comments","test_advice":[]}`, key,
		strings.TrimSuffix(strings.Repeat(`{"path":"a.go","line":1,"severity":"low","title":"<ü>","explanation":"`+strings.Repeat("x", 400)+`"},`, 110), ","))
	stack.Model.Script(t, key, kestratest.Reply{Content: long})
	back := serveCallbacks(t, http.StatusOK)
	parts := make([]string, 8)
	for i := range parts {
		parts[i] = key + strings.Repeat(" diff", 20_000)
	}

	end := ended(t, client, startReview(t, client, back.URL, parts...).ID)
	if end.State != kestra.Success {
		t.Errorf("it ended as %s", end.State)
	}
	back.mu.Lock()
	defer back.mu.Unlock()
	if len(back.got) != 1 || back.got[0].Usage["calls"] != 9.0 || back.got[0].Usage["unanswered"] != 0.0 {
		t.Fatalf("called back %d times, first with %v", len(back.got), back.got[0].Usage)
	}
	if findings := back.got[0].Result.(map[string]any)["findings"].([]any); len(findings) != 100 {
		t.Errorf("%d findings, want the schema's 100", len(findings))
	}
	execution := raw(t, stack, end.ID)
	t.Logf("execution of %d bytes", len(execution))
	if len(execution) > maxExecution {
		t.Errorf("the execution has %d bytes, Kestra takes %d", len(execution), maxExecution)
	}
	for what, secret := range map[string]string{"the model's key": kestratest.APIKey, "the callback token": callbackToken} {
		if strings.Contains(execution, secret) {
			t.Errorf("%s can be read in the execution", what)
		}
	}
}
