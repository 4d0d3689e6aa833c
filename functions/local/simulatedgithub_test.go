package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// simulatedGitHub is GitHub with one repository for each installation. It counts what is sent.
type simulatedGitHub struct {
	*simulation
	installations []*standin.Server

	mu       sync.Mutex
	byToken  map[string]int
	inFlight []int
	episodes map[episode]*refusals
	sent     []requests
}

// requests is what an installation's requests cost.
type requests struct{ core, graphQL, points, created float64 }

func (r requests) times(n float64) requests {
	return requests{n * r.core, n * r.graphQL, n * r.points, n * r.created}
}

// episode is one time in which a limit holds.
type episode struct {
	installation int
	until        time.Time
}

type refusals struct{ sent, inFlight int }

func (s *simulation) newGitHub(installations int, o standin.Options) *simulatedGitHub {
	g := &simulatedGitHub{
		simulation: s, byToken: map[string]int{}, episodes: map[episode]*refusals{},
		inFlight: make([]int, installations), sent: make([]requests, installations),
	}
	for n := range installations {
		of := o
		of.Owner, of.InstallationID, of.RepositoryID = "octo"+strconv.Itoa(n), int64(1+n), int64(1000+n)
		server, err := standin.New(of)
		s.must(err)
		g.installations = append(g.installations, server)
	}
	return g
}

// find returns the installation that a request is about, by its path or its token.
func (g *simulatedGitHub) find(r *http.Request) int {
	path := strings.Split(r.URL.Path, "/")
	switch {
	case len(path) > 3 && path[2] == "installations":
		id, _ := strconv.Atoi(path[3])
		return id - 1
	case path[1] == "repos":
		n, _ := strconv.Atoi(strings.TrimPrefix(path[2], "octo"))
		return n
	}
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.byToken[token]
}

func (g *simulatedGitHub) RoundTrip(r *http.Request) (*http.Response, error) {
	p := processOf(r.Context())
	if err := p.alive(); err != nil {
		return nil, err
	}
	n := g.find(r)
	g.mu.Lock()
	g.inFlight[n]++
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.inFlight[n]--
	}()
	if err := g.takes(p, r); err != nil {
		return nil, err
	}
	answer := httptest.NewRecorder().Result()
	if answer.StatusCode = http.StatusBadGateway; !g.githubAway.Load() {
		answer = served(g.installations[n], r)
		g.note(n, r, answer)
	}
	if err := g.takes(p, r); err != nil {
		return nil, err
	}
	reads := r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/access_tokens") || r.URL.Path == "/graphql"
	if !reads && answer.StatusCode < 300 {
		if err := p.wrote(); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// takes lets the time of half a request pass. A token takes none: who waits for it holds a mutex, which stops the virtual clock.
func (g *simulatedGitHub) takes(p *process, r *http.Request) error {
	if strings.HasSuffix(r.URL.Path, "/access_tokens") {
		return r.Context().Err()
	}
	if g.slow > 0 {
		return p.takes(r.Context(), g.slow/2-time.Second, g.slow/2)
	}
	return p.takes(r.Context(), 50*time.Millisecond, 200*time.Millisecond)
}

// served is the answer of a server in the same process.
func served(h http.Handler, r *http.Request) *http.Response {
	r = r.Clone(r.Context())
	r.Host = r.URL.Host
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// note counts a request, and remembers a new token.
func (g *simulatedGitHub) note(n int, r *http.Request, answer *http.Response) {
	body, err := io.ReadAll(answer.Body)
	g.must(err)
	answer.Body = io.NopCloser(strings.NewReader(string(body)))
	g.mu.Lock()
	defer g.mu.Unlock()
	if strings.HasPrefix(r.URL.Path, "/app/") {
		var token struct{ Token string }
		if json.Unmarshal(body, &token) == nil && token.Token != "" {
			g.byToken[token.Token] = n
		}
		return
	}
	if until := limitedUntil(answer, body); !until.IsZero() {
		e := episode{n, until}
		if g.episodes[e] == nil {
			g.episodes[e] = &refusals{inFlight: g.inFlight[n]}
		}
		g.episodes[e].sent++
		return
	}
	sent := &g.sent[n]
	switch {
	case r.URL.Path == "/graphql":
		sent.graphQL++
		return
	case r.Method == http.MethodGet:
		sent.points++
	default:
		sent.points += 5
	}
	sent.core++
	if r.Method != http.MethodGet && strings.Contains(r.URL.Path, "/comments") {
		sent.created++
	}
}

// limitedUntil returns when the limit ends that refused a request; zero if none did.
func limitedUntil(answer *http.Response, body []byte) time.Time {
	switch {
	case answer.Header.Get("Retry-After") != "":
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return time.Now().Truncate(time.Second).Add(time.Duration(seconds) * time.Second)
	case answer.StatusCode == http.StatusForbidden || strings.HasPrefix(string(body), `{"errors":[{"code":"graphql_rate_limit"`):
		seconds, _ := strconv.ParseInt(answer.Header.Get("X-Ratelimit-Reset"), 10, 64)
		return time.Unix(seconds, 0)
	}
	return time.Time{}
}

// refusedAtMost returns the most requests that GitHub refused in one time of a limit.
func (g *simulatedGitHub) refusedAtMost() (most int) {
	for _, e := range g.episodes {
		most = max(most, e.sent)
	}
	return most
}
