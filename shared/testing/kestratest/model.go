package kestratest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// Model is a model server, in this process or another.
type Model struct {
	URL string // base URL of the server; the model's is URL + "/v1"
}

// Script sets the replies to requests that contain the key, in order; the last one repeats. The key is a unique word that the test
// plants in the model's input, such as in a pull request's title. It is forgotten with the test.
func (m *Model) Script(t testing.TB, key string, replies ...Reply) {
	t.Helper()
	script, err := json.Marshal(replies)
	if err != nil {
		t.Fatalf("writing the model's script: %v", err)
	}
	m.call(t, http.MethodPut, key, script)
	t.Cleanup(func() { m.call(t, http.MethodDelete, key, nil) })
}

// Requests lists the requests that held the key, in order.
func (m *Model) Requests(t testing.TB, key string) []Request {
	t.Helper()
	var requests []Request
	if err := json.Unmarshal(m.call(t, http.MethodGet, key, nil), &requests); err != nil {
		t.Fatalf("reading the model's requests: %v", err)
	}
	return requests
}

func (m *Model) call(t testing.TB, method, key string, body []byte) []byte {
	t.Helper()
	// Not the test's context: it has ended when the script is forgotten.
	req, err := http.NewRequestWithContext(context.Background(), method, m.URL+"/scripts/"+key, bytes.NewReader(body))
	if err != nil {
		t.Fatalf("calling the model server: %v", err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("calling the model server: %v", err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("HTTP %d: %s", answer.StatusCode, said)
	}
	if err != nil {
		t.Fatalf("calling the model server: %v", err)
	}
	return said
}
