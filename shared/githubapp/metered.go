package githubapp

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/limits"
)

// metered keeps to what all instances know of an installation's limits: while one holds, it sends nothing.
type metered struct {
	next  http.RoundTripper
	meter *limits.Meter
}

// creating matches the paths whose writes create content. Check runs and answers to deployments are none: people wait for them.
var creating = regexp.MustCompile(`/(comments|reviews|replies|releases)(/|$)`)

// RoundTrip sends the request, or returns a *RateLimitError.
func (m metered) RoundTrip(req *http.Request) (*http.Response, error) {
	graphQL := strings.HasSuffix(req.URL.Path, "/graphql")
	creates := req.Method != http.MethodGet && !graphQL && creating.MatchString(req.URL.Path)
	if until := m.meter.Admit(graphQL, creates, time.Now()); !until.IsZero() {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, &RateLimitError{RetryAt: until}
	}
	resp, err := m.next.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	var limited time.Time
	refused := resp.StatusCode == http.StatusForbidden || resp.StatusCode == http.StatusTooManyRequests
	if refused && (resp.Header.Get("Retry-After") != "" || resp.Header.Get("X-Ratelimit-Remaining") == "0") {
		limited = retryAt(resp.Header, time.Now())
	}
	m.meter.See(graphQL, resp.Header, limited, time.Now())
	return resp, nil
}

// Meter is what this instance knows of the installation's rate limits.
func (i *Installation) Meter() *limits.Meter { return i.meter }

// Scarce returns an *AwayError while background work must leave the rest of the installation's limit to people.
func (i *Installation) Scarce(now time.Time) error {
	if until := i.meter.Scarce(now); !until.IsZero() {
		return &AwayError{Until: until, cause: &RateLimitError{RetryAt: until}}
	}
	return nil
}
