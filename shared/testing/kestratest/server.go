package kestratest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Request is one request that the model server got.
type Request struct {
	Authorization string          `json:"authorization"`
	Body          json.RawMessage `json:"body"`
}

// maxRequest bounds the size of a request.
const maxRequest = 16 << 20

// script has the replies for a key's requests, and the requests.
type script struct {
	replies  []Reply
	requests []Request
}

// modelServer answers OpenAI's chat completions at /v1/chat/completions. Scripts are kept under /scripts/{key}: PUT sets the
// replies, GET lists the requests, DELETE forgets both. It is Google's metadata server too, so that flows can ask for tokens.
type modelServer struct {
	mu      sync.Mutex
	scripts map[string]*script
}

// ServeModel starts a model server on a free port.
func ServeModel() *httptest.Server {
	s := &modelServer{scripts: map[string]*script{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.complete)
	mux.HandleFunc("PUT /scripts/{key}", s.put)
	mux.HandleFunc("GET /scripts/{key}", s.get)
	mux.HandleFunc("DELETE /scripts/{key}", s.forget)
	mux.HandleFunc("GET /computeMetadata/v1/instance/service-accounts/default/{what}", metadata)
	return httptest.NewServer(mux)
}

// complete answers by the script whose key the request holds; the last reply of a script is given again and again.
func (s *modelServer) complete(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest))
	if err != nil || !json.Valid(body) {
		http.Error(w, "no JSON", http.StatusBadRequest)
		return
	}
	reply := s.next(Request{r.Header.Get("Authorization"), body})

	if reply.Hang {
		<-r.Context().Done()
		return
	}
	select {
	case <-r.Context().Done():
		return
	case <-time.After(reply.Delay):
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range reply.Header {
		w.Header().Set(name, value)
	}
	if reply.Status != 0 {
		w.WriteHeader(reply.Status)
	}
	_, _ = w.Write(reply.body(body))
}

func (s *modelServer) next(request Request) Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, script := range s.scripts {
		if !strings.Contains(string(request.Body), key) {
			continue
		}
		script.requests = append(script.requests, request)
		reply := script.replies[0]
		if len(script.replies) > 1 {
			script.replies = script.replies[1:]
		}
		return reply
	}
	return Reply{}
}

func (s *modelServer) put(w http.ResponseWriter, r *http.Request) {
	var replies []Reply
	if err := json.NewDecoder(io.LimitReader(r.Body, maxRequest)).Decode(&replies); err != nil || len(replies) == 0 {
		http.Error(w, "a script is a list of one reply or more", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts[r.PathValue("key")] = &script{replies: replies}
}

func (s *modelServer) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	script, ok := s.scripts[r.PathValue("key")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // bodies as they came
	_ = encoder.Encode(script.requests)
}

func (s *modelServer) forget(_ http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.scripts, r.PathValue("key"))
}

// metadata gives tokens as the metadata server of Google Cloud does.
func metadata(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Metadata-Flavor") != "Google" {
		http.Error(w, "Missing Metadata-Flavor:Google header.", http.StatusForbidden)
		return
	}
	switch r.PathValue("what") {
	case "token":
		_, _ = io.WriteString(w, `{"access_token":"`+AccessToken+`","expires_in":3599,"token_type":"Bearer"}`)
	case "identity":
		_, _ = io.WriteString(w, IDToken(r.FormValue("audience")))
	default:
		http.NotFound(w, r)
	}
}

// AccessToken is the access token that the server gives as Google's metadata server.
const AccessToken = "access-token-of-the-service-account"

// IDToken is the ID token that it gives for an audience.
func IDToken(audience string) string { return fmt.Sprintf("id-token-for-%s", audience) }
