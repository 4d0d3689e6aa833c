package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// fakeKestra keeps executions until the test lets them answer. TestFakeKestra_AnswersLikeTheEngine holds it to the real one.
type fakeKestra struct {
	serve  http.Handler // Kestra's API
	mu     sync.Mutex
	all    []*execution
	live   int // how many run
	status int // of every answer, when not 0
	pings  int

	beforeKill func()
	started    func(*execution) // called with the lock held
}

type execution struct {
	kestra *fakeKestra
	id     string
	state  string
	labels []map[string]string
	inputs map[string]string

	deleted bool
	began   string // RFC 3339; "": long ago
}

func (x *execution) end(state string) {
	x.kestra.mu.Lock()
	defer x.kestra.mu.Unlock()
	x.enter(state)
}

// enter changes the state; the lock is held.
func (x *execution) enter(state string) {
	if x.state == "RUNNING" {
		x.kestra.live--
	}
	if x.state = state; state == "RUNNING" {
		x.kestra.live++
	}
}

func newFakeKestra() *fakeKestra {
	k := &fakeKestra{}
	k.serve = k.handler()
	return k
}

func (k *fakeKestra) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/main/executions/devplus/{flow}", k.start)
	mux.HandleFunc("GET /api/v1/main/executions/search", k.search)
	mux.HandleFunc("GET /api/v1/main/executions/{id}", k.get)
	mux.HandleFunc("DELETE /api/v1/main/executions/{id}/kill", k.kill)
	mux.HandleFunc("DELETE /api/v1/main/executions/{id}", k.remove)
	mux.HandleFunc("GET /api/v1/configs", func(w http.ResponseWriter, _ *http.Request) {
		k.mu.Lock()
		k.pings++
		k.mu.Unlock()
		fmt.Fprint(w, `{"version":"1.3.31"}`)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.mu.Lock()
		status := k.status
		k.mu.Unlock()
		if status != 0 {
			http.Error(w, `{"message":"as told"}`, status)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// answerWith makes every answer one of that status; 0: as usual.
func (k *fakeKestra) answerWith(status int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.status = status
}

// running is the oldest execution that has not ended.
func (k *fakeKestra) running() *execution {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, x := range k.all {
		if x.state == "RUNNING" {
			return x
		}
	}
	return nil
}

// executions are all so far.
func (k *fakeKestra) executions() []execution {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := make([]execution, len(k.all))
	for i, x := range k.all {
		out[i] = *x
	}
	return out
}

func (k *fakeKestra) start(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(32 << 20); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	x := &execution{kestra: k, inputs: map[string]string{}}
	for name, values := range r.MultipartForm.Value {
		x.inputs[name] = values[0]
	}
	for name, files := range r.MultipartForm.File {
		file, err := files[0].Open()
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		text, err := io.ReadAll(file)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		x.inputs[name] = string(text)
	}
	for _, label := range r.URL.Query()["labels"] {
		key, value, _ := strings.Cut(label, ":")
		x.labels = append(x.labels, map[string]string{"key": key, "value": value})
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	x.id = fmt.Sprintf("execution%d", len(k.all)+1)
	k.all = append(k.all, x)
	x.enter("RUNNING")
	if k.started != nil {
		k.started(x)
	}
	writeExecution(w, x)
}

func (k *fakeKestra) find(id string) *execution {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "execution"))
	if err != nil || n < 1 || n > len(k.all) || k.all[n-1].deleted {
		return nil
	}
	return k.all[n-1]
}

func (k *fakeKestra) remove(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	x := k.find(r.PathValue("id"))
	if x == nil {
		http.NotFound(w, r)
		return
	}
	x.deleted = true
	w.WriteHeader(http.StatusNoContent)
}

// kept are the executions that nobody has deleted.
func (k *fakeKestra) kept() (all []execution) {
	for _, x := range k.executions() {
		if !x.deleted {
			all = append(all, x)
		}
	}
	return all
}

func (k *fakeKestra) get(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if x := k.find(r.PathValue("id")); x != nil {
		writeExecution(w, x)
		return
	}
	http.NotFound(w, r)
}

func (k *fakeKestra) kill(w http.ResponseWriter, r *http.Request) {
	if k.beforeKill != nil {
		k.beforeKill()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	x := k.find(r.PathValue("id"))
	if x == nil {
		http.NotFound(w, r)
		return
	}
	x.enter("KILLED")
	w.WriteHeader(http.StatusAccepted)
}

func (k *fakeKestra) search(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := []map[string]any{}
	for _, x := range k.all {
		for _, label := range x.labels {
			wanted := r.URL.Query().Get("filters[labels][EQUALS][" + label["key"] + "]")
			if !x.deleted && wanted == label["value"] {
				found = append(found, x.json())
			}
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"results": found, "total": len(found)})
}

func (x *execution) json() map[string]any {
	return map[string]any{
		"id": x.id, "namespace": "devplus", "flowId": "ai-pull-request-analysis", "labels": x.labels,
		"state": map[string]any{"current": x.state, "startDate": cmp.Or(x.began, "2026-01-01T00:00:00Z")},
	}
}

func writeExecution(w http.ResponseWriter, x *execution) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(x.json())
}

func (x *execution) running() bool {
	x.kestra.mu.Lock()
	defer x.kestra.mu.Unlock()
	return x.state == "RUNNING"
}
