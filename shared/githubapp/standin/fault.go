package standin

import (
	"errors"
	"net/http"
	"slices"
)

// Call is one request. Status 0 is a lost answer.
type Call struct {
	Method string
	Route  string // as GitHub's documentation writes it, /repos/{owner}/{repo}/pulls/{pull_number}
	Status int
}

type fault struct {
	match  func(*http.Request) bool
	answer answer
	left   int
}

// Fail answers the next matching requests, as many as times says, with this in place of GitHub's answer, and does nothing else for
// them. A nil match is all requests, a negative times is forever. The first matching fault counts. header replaces the headers
// that every answer has; one without values removes them.
func (s *Server) Fail(match func(*http.Request) bool, status int, header http.Header, body string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	header = header.Clone()
	if header == nil {
		header = http.Header{}
	}
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json; charset=utf-8")
	}
	s.faults = append(s.faults, &fault{match: match, answer: answer{status: status, header: header, body: rawBody(body)}, left: times})
}

func (s *Server) fault(r *http.Request) (answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.left != 0 && (f.match == nil || f.match(r)) {
			f.left--
			return f.answer, true
		}
	}
	return answer{}, false
}

// SecondaryLimit is the body of a secondary rate limit, which comes with 403 or 429 and usually Retry-After ("Rate limits
// for the REST API").
const SecondaryLimit = `{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",` +
	`"documentation_url":"https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`

// BeforeWrite makes the server call f before each POST and PATCH, except for tokens. If f returns an error, nothing is written and
// the connection is cut. A nil f ends this.
func (s *Server) BeforeWrite(f func(*http.Request) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = f
}

// AfterWrite makes the server call f after each successful POST and PATCH, except for tokens. If f returns an error, the connection
// is cut: the write has happened, the answer is lost. A nil f ends this.
func (s *Server) AfterWrite(f func(*http.Request) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = f
}

// ErrLost is an error for hooks to return.
var ErrLost = errors.New("connection lost")

func (s *Server) cut(r *http.Request, route route, hook func(*http.Request) error) {
	if hook == nil || hook(r) == nil {
		return
	}
	s.record(Call{Method: route.method, Route: route.path})
	panic(http.ErrAbortHandler) // net/http cuts the connection
}

func (s *Server) hooks() (before, after func(*http.Request) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.before, s.after
}

// Calls returns the requests so far, in the order of their answers.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *Server) record(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c)
}
