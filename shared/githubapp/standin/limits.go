package standin

import (
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// GitHub's secondary limits on an installation ("Rate limits for the REST API", "Rate limits and query limits for the GraphQL API"). A read
// costs a point, a write five, a query one.
const (
	restPoints    = 900 // a minute
	graphQLPoints = 2000
	writePoints   = 5
	minuteCreated = 80 // comments, reviews, replies and releases
	hourCreated   = 500
)

// limits counts an installation's use.
type limits struct{ core, graphQL, restPoints, graphQLPoints, minuteCreated, hourCreated window }

// window is the period of one limit.
type window struct {
	used  int
	reset time.Time
}

// at returns the window of a time.
func (w *window) at(now time.Time, length time.Duration) *window {
	if !now.Before(w.reset) {
		*w = window{reset: now.Add(length)}
	}
	return w
}

// creating matches the paths whose writes create content.
var creating = regexp.MustCompile(`/(comments|reviews|replies|releases)(/|$)`)

// count counts a request, sets the rate limit's headers, and answers if a limit is exceeded.
func (s *Server) count(r *http.Request, h http.Header) (answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, graphQL := s.now(), r.URL.Path == "/graphql"
	if a, limited := s.countSecondary(r, now, graphQL); limited {
		return a, true
	}
	w, resource := s.used.core.at(now, time.Hour), "core"
	if graphQL {
		w, resource = s.used.graphQL.at(now, time.Hour), "graphql"
	}
	passed := w.used >= s.o.RateLimit
	if !passed {
		w.used++
	}
	h.Set("X-Ratelimit-Limit", strconv.Itoa(s.o.RateLimit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(s.o.RateLimit-w.used))
	h.Set("X-Ratelimit-Used", strconv.Itoa(w.used))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(w.reset.Unix(), 10))
	h.Set("X-Ratelimit-Resource", resource)
	message := "API rate limit exceeded for installation ID " + strconv.FormatInt(s.o.InstallationID, 10) + "."
	switch {
	case !passed:
		return answer{}, false
	case graphQL: // "the response status will still be 200"
		return answer{status: http.StatusOK, body: object{"errors": []object{{"type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": message}}}}, true
	}
	return failure(http.StatusForbidden, message), true
}

// countSecondary counts a request against the secondary limits. Requests of the App itself, such as for tokens, are no requests of the
// installation.
func (s *Server) countSecondary(r *http.Request, now time.Time, graphQL bool) (answer, bool) {
	if !s.o.SecondaryLimits || appPath.MatchString(r.URL.Path) {
		return answer{}, false
	}
	points, most, cost := s.used.restPoints.at(now, time.Minute), restPoints, 1
	if graphQL {
		points, most = s.used.graphQLPoints.at(now, time.Minute), graphQLPoints
	} else if r.Method != http.MethodGet {
		cost = writePoints
	}
	if points.used+cost > most {
		return secondaryLimit(points.reset.Sub(now)), true
	}
	if !graphQL && r.Method != http.MethodGet && creating.MatchString(r.URL.Path) {
		minute, hour := s.used.minuteCreated.at(now, time.Minute), s.used.hourCreated.at(now, time.Hour)
		switch {
		case hour.used >= hourCreated:
			return secondaryLimit(hour.reset.Sub(now)), true
		case minute.used >= minuteCreated:
			return secondaryLimit(minute.reset.Sub(now)), true
		}
		minute.used++
		hour.used++
	}
	points.used += cost
	return answer{}, false
}

var appPath = regexp.MustCompile(`^/app/`)

func secondaryLimit(wait time.Duration) answer {
	return answer{
		status: http.StatusForbidden, body: rawBody(SecondaryLimit),
		header: http.Header{"Retry-After": {strconv.Itoa(int(wait.Seconds()))}, "Content-Type": {"application/json; charset=utf-8"}},
	}
}
