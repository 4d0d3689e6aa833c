package kestra_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// An engine that ends without a word leaves executions in flight; the next one on its data ends them.
func TestEngine_EndsExecutionsOfTheOneBefore(t *testing.T) {
	t.Parallel()
	for _, version := range engine.Versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			r := restart(t, version, version)
			if end := ended(t, r.client, r.inFlight); end.State != kestra.Success {
				t.Errorf("the execution in flight ended as %s", end.State)
			}
			r.back.mu.Lock()
			defer r.back.mu.Unlock()
			if len(r.back.got) != 2 || len(r.back.faults) > 0 {
				t.Errorf("called back %d times, faults %v", len(r.back.got), r.back.faults)
			}
		})
	}
}

// Kestra 2.0 migrates the database of 1.3 at its first start and drops the queue: executions that ended stay, and new ones run. One in
// flight stays as it was, for good, which is why the playbook drains first.
func TestEngine_UpgradesFrom13(t *testing.T) {
	t.Parallel()
	r := restart(t, "1.3", "2.0")
	_, err := r.client.Start(t.Context(), "old-flow", nil, nil)
	if want := "can't read its flow old-flow: load the flows of this DevPlus's kestra-image"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("starting a flow with tasks of 1.3: got %v, want %q", err, want)
	}
	again := startReview(t, r.client, r.back.URL, r.key)
	if end := ended(t, r.client, again.ID); end.State != kestra.Success {
		t.Errorf("a new execution ended as %s", end.State)
	}
	if left, err := r.client.Execution(t.Context(), r.inFlight); err != nil || left.State.Terminal() {
		t.Errorf("the execution in flight is %+v, %v: say so in terraform/playbooks/upgrade-kestra.md", left, err)
	}
}

// restarted is an engine on the data of another.
type restarted struct {
	client   *kestra.Client
	back     *callbacks
	key      string // of the model's script: it answers
	inFlight string // the execution that was waiting for the model
}

// restart ends an engine while one execution has ended and another waits for the model, and starts one on its data.
func restart(t *testing.T, before, after string) restarted {
	t.Helper()
	for _, version := range []string{before, after} {
		require.Part(t, "Kestra "+version, engine.Available(kestratest.ImageDir(), version), "install Temurin 25 and Maven 3.8")
	}
	server := kestratest.ServeModel()
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	model := &kestratest.Model{URL: server.URL}
	data := t.TempDir()
	key := fmt.Sprintf("restart-%s-%s-%d", before, after, time.Now().UnixNano())
	model.Script(t, key, kestratest.Reply{Content: kestratest.EmptyReview(key)}, kestratest.Reply{Hang: true})
	back := serveCallbacks(t, http.StatusOK)

	first, client := startOn(t, withOldFlow(t, before), data, before, model)
	done := ended(t, client, startReview(t, client, back.URL, key).ID)
	inFlight := startReview(t, client, back.URL, key)
	eventually(t, "the model is asked", func() (int, bool) { n := len(model.Requests(t, key)); return n, n == 2 })
	first.Close()

	// By now the time that the flow has for models is over: the call that is taken up needs its own again.
	model.Script(t, key, kestratest.Reply{Content: kestratest.EmptyReview(key), Delay: 3 * time.Second})
	_, client = startOn(t, kestratest.ImageDir(), data, after, model)
	if kept, err := client.Execution(t.Context(), done.ID); err != nil || kept.State != kestra.Success || kept.Labels["analysis"] != analysisID {
		t.Errorf("the execution that had ended is %+v, %v", kept, err)
	}
	if found, err := client.FindByLabel(t.Context(), pullRequestFlow, "analysis", analysisID); err != nil || len(found) != 2 {
		t.Errorf("found %v, %v", found, err)
	}
	return restarted{client, back, key, inFlight.ID}
}

// withOldFlow returns the image's folder; for 1.3 a copy with one more flow, which later lines can't read.
func withOldFlow(t *testing.T, version string) string {
	t.Helper()
	if version != "1.3" {
		return kestratest.ImageDir()
	}
	image := t.TempDir()
	if err := os.CopyFS(image, os.DirFS(kestratest.ImageDir())); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(image, "flows", "old-flow.yaml"), []byte(oldFlow), 0o644); err != nil {
		t.Fatal(err)
	}
	return image
}

const oldFlow = `id: old-flow
namespace: devplus
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1]
    tasks:
      - id: wait
        type: io.kestra.plugin.core.flow.Sleep
        duration: PT1S
        retry: {type: exponential, interval: PT1S, maxInterval: PT5S}
`

// startOn starts an engine on a folder of data. Its services notice after seconds that the one before is gone.
func startOn(t *testing.T, image, data, version string, model *kestratest.Model) (*engine.Engine, *kestra.Client) {
	t.Helper()
	env := kestratest.Env(model.URL)
	env["KESTRA_SERVER_LIVENESS_TIMEOUT"], env["KESTRA_SERVER_LIVENESS_INITIAL_DELAY"], env["KESTRA_SERVER_LIVENESS_INTERVAL"] = "6s", "6s", "1s"
	env["KESTRA_SERVER_LIVENESS_HEARTBEAT_INTERVAL"] = "1s"
	env["ENV_MODEL_TIMEOUT"], env["ENV_FLOW_TIMEOUT"] = "PT1M", "PT3M40S" // 10 s for models
	e, err := engine.Start(t.Context(), engine.Options{ImageDir: image, Version: version, Data: data, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	stack := kestratest.Stack{URL: e.URL, Username: e.Username, Password: e.Password}
	return e, stack.Client(t)
}
