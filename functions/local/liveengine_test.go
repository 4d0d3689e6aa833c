package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// liveEngine are the real engine's workflows of one rig. Their callbacks wait until the test takes them, so that a course is cut off at the
// same writes each time.
type liveEngine struct {
	*kestratest.Stack
	client *kestra.Client // never cut off
	server *httptest.Server
	calls  chan callbackOf

	mu      sync.Mutex
	started []string
}

type callbackOf struct {
	request *http.Request
	body    []byte
	answer  chan *httptest.ResponseRecorder
}

func newLiveEngine(t *testing.T) *liveEngine {
	e := &liveEngine{Stack: kestratest.Start(t), calls: make(chan callbackOf)}
	e.client = e.Client(t)
	e.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		answer := make(chan *httptest.ResponseRecorder, 1)
		select {
		case e.calls <- callbackOf{request, body, answer}:
		case <-request.Context().Done():
			return
		}
		said := <-answer
		w.WriteHeader(said.Code)
		_, _ = w.Write(said.Body.Bytes()) // the flow repeats what it could not read
	}))
	t.Cleanup(e.server.Close)
	return e
}

// RoundTrip notes what was started, also where the process is cut off before it hears of it.
func (e *liveEngine) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil || request.Method != http.MethodPost {
		return answer, err
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	var execution struct{ ID string }
	if err == nil && json.Unmarshal(body, &execution) == nil && execution.ID != "" {
		e.mu.Lock()
		e.started = append(e.started, execution.ID)
		e.mu.Unlock()
	}
	return answer, err
}

// takes lets the workflows that were started call back, and reports whether one did: none is left otherwise.
func (e *liveEngine) takes(r *rig) bool {
	for limit := time.Now().Add(4 * time.Minute); time.Now().Before(limit); {
		select {
		case call := <-e.calls:
			said := httptest.NewRecorder()
			request := call.request.Clone(r.t.Context())
			request.Body = io.NopCloser(bytes.NewReader(call.body))
			if r.callback.ServeHTTP(said, request); r.dead {
				said = &httptest.ResponseRecorder{Code: http.StatusServiceUnavailable, Body: &bytes.Buffer{}}
			}
			r.dead = false
			call.answer <- said
			return true
		case <-time.After(50 * time.Millisecond):
		}
		if !e.running(r) {
			return false
		}
	}
	r.t.Fatal("a workflow neither ends nor calls back")
	return false
}

func (e *liveEngine) running(r *rig) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.started = slices.DeleteFunc(e.started, func(id string) bool {
		execution, err := e.client.Execution(r.t.Context(), id) // a busy engine may not answer in time
		return err == nil && execution.State.Terminal()
	})
	return len(e.started) > 0
}

// rigs numbers them: the engine, which outlives them, finds executions by labels, which differ by repository.
var rigs = func() *atomic.Int64 {
	var n atomic.Int64
	n.Store(time.Now().UnixMicro())
	return &n
}()

// via is the network of the rig's process to the engine.
type via struct{ r **rig }

func (v via) RoundTrip(request *http.Request) (*http.Response, error) {
	return cutTransport{*v.r, (*v.r).engine}.RoundTrip(request)
}

// newEngineRig is a rig whose workflows the real engine runs. The model answers requests that hold a word of the script with its value.
func newEngineRig(t *testing.T, cutAt int, options standin.Options, script map[string]string) (r *rig) {
	t.Helper()
	e := newLiveEngine(t)
	for word, answer := range script {
		e.Model.Script(t, word, kestratest.Reply{Content: answer})
	}
	client, err := kestra.New(kestra.Config{
		URL: e.URL, Username: e.Username, Password: e.Password, HTTP: &http.Client{Transport: via{&r}}, Pause: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	options.RepositoryID = rigs.Add(1)
	r = newRigOn(t, cutAt, options, func(p *wiring.Parts) {
		p.Settings.Repository.Findings.Show = "comments"
		p.CallbackURL = e.server.URL
		p.Kestra = func(context.Context) (*kestra.Client, error) { return client, nil }
	})
	r.engine = e
	return r
}
