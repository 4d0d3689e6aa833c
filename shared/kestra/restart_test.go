package kestra_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/logtest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// An engine that ends without a word leaves executions in flight; the next one of its line ends them. Kestra 2.0 migrates the database
// of 1.3 at its first start and drops the queue: executions that ended stay, and new ones run. One in flight stays as it was, for good,
// which is why the playbook drains first. Each start takes seconds of CPU, so flows of these engines of 1.3 also log in as on Cloud Run.
func TestEngine_TakesOverFromTheOneBefore(t *testing.T) {
	t.Parallel()
	for _, version := range engine.Versions() {
		require.Part(t, "Kestra "+version, engine.Available(kestratest.ImageDir(), version), "install Temurin 25 and Maven 3.8")
	}
	server := kestratest.ServeModel()
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	r := &relay{data: t.TempDir(), model: &kestratest.Model{URL: server.URL}, back: serveCallbacks(t, http.StatusOK)}

	image := withOldFlow(t)
	r.start(t, image, "1.3")
	key, id := r.review(t)
	wantTokensFromMetadataServer(t, r, key, id)
	inFlight := r.leave(t)
	r.start(t, image, "1.3")
	r.ends(t, inFlight)
	r.wantUnverified(t)

	stuck := r.leave(t)
	r.start(t, kestratest.ImageDir(), "2.0")
	_, err := r.client.Start(t.Context(), "old-flow", nil, nil)
	if want := "can't read its flow old-flow: load the flows of this DevPlus's kestra-image"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("starting a flow with tasks of 1.3: got %v, want %q", err, want)
	}
	if left, err := r.client.Execution(t.Context(), stuck); err != nil || left.State.Terminal() {
		t.Errorf("the execution in flight is %+v, %v: say so in terraform/playbooks/upgrade-kestra.md", left, err)
	}
	r.review(t)

	inFlight = r.leave(t)
	r.start(t, kestratest.ImageDir(), "2.0")
	r.ends(t, inFlight)
	r.wantUnverified(t)
	wantHealthyUntilClosed(t, r.engine, r.scratch)
}

// forModels is what a flow's calls to the model have together: enough for a review on a slow machine.
const forModels = 20 * time.Second

// relay is a row of engines on one folder of data.
type relay struct {
	data    string
	model   *kestratest.Model
	back    *callbacks
	engine  *engine.Engine // the one that runs
	scratch string         // its temporary files
	log     *logtest.Lines // what it said
	stack   *kestratest.Stack
	client  *kestra.Client
	ended   []string // the executions that ended
	left    string   // the key of the execution that the last engine left in flight
}

// review runs an execution about a key to its end.
func (r *relay) review(t *testing.T) (key, id string) {
	t.Helper()
	key = fmt.Sprintf("relay-%d", time.Now().UnixNano())
	r.model.Script(t, key, kestratest.Reply{Content: kestratest.EmptyReview(key)})
	id = startReview(t, r.client, r.back.URL, key).ID
	r.ends(t, id)
	return key, id
}

// leave ends the engine while an execution waits for the model, which answers the next time with a finding that is to be verified.
func (r *relay) leave(t *testing.T) string {
	t.Helper()
	key := fmt.Sprintf("relay-%d", time.Now().UnixNano())
	begun := time.Now()
	found := `[{"path":"a.go","line":1,"severity":"high","category":"api","title":"Grave","explanation":"e","suggestion":"","confidence":1}]`
	r.model.Script(t, key, kestratest.Reply{Hang: true},
		kestratest.Reply{Content: strings.Replace(kestratest.EmptyReview(key), `"findings":[]`, `"findings":`+found, 1), Delay: 3 * time.Second})
	about := contextOf("pull_request", fmt.Sprintf("%s\nBEGIN %s file 1\npath: a.go\n1 + use()\nEND %[2]s\n", key, boundary))
	about.Verify = &prompt.Verify{Most: prompt.MaxVerified, Severities: []string{"high"}}
	inFlight := startAbout(t, r.client, about, r.back.URL)
	r.left = key
	eventually(t, "the model is asked", func() (int, bool) { n := len(r.model.Requests(t, key)); return n, n == 1 })
	wantHealthyUntilClosed(t, r.engine, r.scratch)
	// The time that the flow had for models is over when another engine takes the call up: it needs its own again.
	eventually(t, "the time for models is over", func() (time.Duration, bool) { d := time.Since(begun); return d, d > forModels })
	return inFlight.ID
}

// ends waits until an execution has ended well and called back.
func (r *relay) ends(t *testing.T, id string) {
	t.Helper()
	if end := ended(t, r.client, id); end.State != kestra.Success {
		t.Errorf("the execution ended as %s", end.State)
	}
	r.ended = append(r.ended, id)
	r.back.mu.Lock()
	defer r.back.mu.Unlock()
	if len(r.back.got) != len(r.ended) || len(r.back.faults) > 0 {
		t.Errorf("called back %d times for %d executions, faults %v", len(r.back.got), len(r.ended), r.back.faults)
	}
}

// wantUnverified wants the finding of the execution that was left in flight back without a verification: its flow had no time for one.
func (r *relay) wantUnverified(t *testing.T) {
	t.Helper()
	r.back.mu.Lock()
	defer r.back.mu.Unlock()
	want := []any{map[string]any{"path": "a.go", "line": 1.0, "title": "Grave", "verdict": "", "quote": "", "quote_path": "", "reason": ""}}
	if diff := cmp.Diff(any(want), r.back.got[len(r.back.got)-1].Verifications); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := len(r.model.Requests(t, r.left)); n != 2 {
		t.Errorf("%d calls, want the one that hung and its repetition", n)
	}
}

// start starts an engine, which knows the executions of the one before. Its services notice after seconds that that one is gone.
func (r *relay) start(t *testing.T, image, version string) {
	t.Helper()
	env := kestratest.Env(r.model.URL)
	env["KESTRA_SERVER_LIVENESS_TIMEOUT"], env["KESTRA_SERVER_LIVENESS_INITIAL_DELAY"], env["KESTRA_SERVER_LIVENESS_INTERVAL"] = "10s", "10s", "1s"
	env["KESTRA_SERVER_LIVENESS_HEARTBEAT_INTERVAL"] = "1s"
	env["ENV_MODEL_TIMEOUT"], env["ENV_FLOW_TIMEOUT"] = "PT1M", fmt.Sprintf("PT%.0fS", (forModels+210*time.Second).Seconds())
	if version == engine.Versions()[0] {
		withGoogle(env, r.model.URL)
	}
	r.scratch, r.log = scratch(t, env), new(logtest.Lines)
	e, err := engine.Start(t.Context(), engine.Options{ImageDir: image, Version: version, Data: r.data, Env: env, Log: r.log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	r.stack = &kestratest.Stack{Version: version, URL: e.URL, Username: e.Username, Password: e.Password, Model: r.model}
	r.engine, r.client = e, r.stack.Client(t)
	for _, id := range r.ended {
		if kept, err := r.client.Execution(t.Context(), id); err != nil || kept.State != kestra.Success || kept.Labels["analysis"] != analysisID {
			t.Errorf("an execution that had ended is %+v, %v", kept, err)
		}
	}
}

// withOldFlow returns a copy of the image's folder with one more flow, which lines after 1.3 can't read.
func withOldFlow(t *testing.T) string {
	t.Helper()
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
