package kestra_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// called is what a flow calls back, without what is the same in every call.
type called struct {
	Status string         `json:"status"`
	Result any            `json:"result"`
	Error  map[string]any `json:"error"`
	Usage  map[string]any `json:"usage"`

	Verifications any `json:"verifications"`

	Identity string `json:"-"` // how it logs in at Cloud Run
}

// callbacks is a callback service that answers by a list of statuses, the last one again and again.
type callbacks struct {
	*httptest.Server
	mu       sync.Mutex
	statuses []int
	got      []called
	faults   []string
}

const complaint = "result.summary: length must be >= 1, but got 0"

func serveCallbacks(t *testing.T, statuses ...int) *callbacks {
	c := &callbacks{statuses: statuses}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		status := c.take(r, body)
		w.WriteHeader(status)
		if status == http.StatusUnprocessableEntity {
			fmt.Fprintf(w, `{"error":%q}`, complaint)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *callbacks) take(r *http.Request, body []byte) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var got called
	var envelope struct {
		AnalysisID  string `json:"analysis_id"`
		Attempt     any    `json:"attempt"`
		ExecutionID string `json:"execution_id"`
	}
	if json.Unmarshal(body, &got) != nil || json.Unmarshal(body, &envelope) != nil {
		c.faults = append(c.faults, "no JSON: "+string(body))
	}
	if envelope.AnalysisID != analysisID || envelope.Attempt != 2.0 || envelope.ExecutionID == "" {
		c.faults = append(c.faults, fmt.Sprintf("envelope %+v", envelope))
	}
	if at := r.Method + " " + r.URL.Path; at != "POST /api/v1/webhook/ai" {
		c.faults = append(c.faults, at)
	}
	if auth := r.Header.Get("Authorization"); auth != "Bearer "+callbackToken {
		c.faults = append(c.faults, "Authorization "+auth)
	}
	got.Identity = r.Header.Get("X-Serverless-Authorization")
	c.got = append(c.got, got)
	status := c.statuses[0]
	if len(c.statuses) > 1 {
		c.statuses = c.statuses[1:]
	}
	return status
}
