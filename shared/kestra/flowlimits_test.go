package kestra_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
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

// The way in which flows log in is the environment of their engine, so this test starts an engine of its own.
func TestFlow_GetsTokensFromMetadataServer(t *testing.T) {
	t.Parallel()
	shared := kestratest.Start(t)
	env := kestratest.Env(shared.Model.URL)
	env["MODEL_AUTH"], env["MODEL_API_KEY"], env["CALLBACK_AUTH"] = "google", "", "google"
	env["MODEL_MAX_TOKENS"], env["MODEL_MAX_TOKENS_FIELD"] = "777", "max_completion_tokens"
	delete(env, "ENGINE_RETRY_INTERVAL") // the flows as they are shipped
	env["GCE_METADATA_HOST"] = strings.TrimPrefix(shared.Model.URL, "http://")
	temporary := scratch(t, env)
	var log lockedBuffer
	google, err := engine.Start(t.Context(), engine.Options{ImageDir: kestratest.ImageDir(), Version: shared.Version, Env: env, Log: &log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(google.Close)
	stack := &kestratest.Stack{URL: google.URL, Username: google.Username, Password: google.Password, Model: shared.Model}
	client := stack.Client(t)
	for _, kind := range kindtest.Names() {
		if err := client.Check(t.Context(), kindtest.Of(kind).Flow); err != nil {
			t.Errorf("the flows are not those that are shipped: %v", err)
		}
	}

	key := fmt.Sprintf("google-%d", time.Now().UnixNano())
	stack.Model.Script(t, key, kestratest.Reply{Content: kestratest.EmptyReview(key)})
	identities := make(chan string, 1)
	back := serveCallbacks(t, http.StatusOK)
	service := back.Config.Handler
	back.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		identities <- r.Header.Get("X-Serverless-Authorization")
		service.ServeHTTP(w, r)
	})

	end := ended(t, client, startReview(t, client, back.URL, key).ID)
	if end.State != kestra.Success {
		t.Fatalf("it ended as %s", end.State)
	}
	if got, want := <-identities, "Bearer "+kestratest.IDToken(back.URL); got != want {
		t.Errorf("the callback came as %q, want %q", got, want)
	}
	asked := stack.Model.Requests(t, key)
	if len(asked) != 1 || asked[0].Authorization != "Bearer "+kestratest.AccessToken {
		t.Fatalf("the model was asked as %+v", asked)
	}
	request := decoded(t, string(asked[0].Body)).(map[string]any)
	if request["max_completion_tokens"] != 777.0 || request["max_tokens"] != nil || request["temperature"] != nil {
		t.Errorf("the request has %v, %v, %v", request["max_completion_tokens"], request["max_tokens"], request["temperature"])
	}
	execution := raw(t, stack, end.ID)
	for what, secret := range map[string]string{"the access token": kestratest.AccessToken, "the ID token": kestratest.IDToken("")} {
		if strings.Contains(execution, secret) {
			t.Errorf("%s can be read in the execution", what)
		}
		if strings.Contains(log.String(), secret) {
			t.Errorf("%s can be read in Kestra's log", what)
		}
	}
	wantHealthyUntilClosed(t, google, temporary)
}

// lockedBuffer is a buffer that an engine may write to while a test reads it.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
