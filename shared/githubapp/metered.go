package githubapp

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/limits"
)

// metered respects an installation's limits, which all instances share. It never sleeps, because a sleeping function costs money and loses
// its lease. While a limit lasts it sends nothing, because GitHub may ban an integration that continues ("Rate limits for the REST API").
type metered struct {
	next  http.RoundTripper
	meter *limits.Meter
	now   func() time.Time
	token bool // for the requests that fetch a token
}

// creating matches the paths whose writes create content. It leaves out check runs and answers to deployments, because people wait for
// them, and reactions, which notify nobody.
var creating = regexp.MustCompile(`/(comments|reviews|replies|releases)(/[0-9]+)?$`)

// RoundTrip sends the request. It returns a *RateLimitError while a limit lasts, and for a response that reports one.
func (m metered) RoundTrip(req *http.Request) (*http.Response, error) {
	graphQL := strings.HasSuffix(req.URL.Path, "/graphql")
	until, err := m.meter.Admit(graphQL, m.now()), error(nil)
	if until.IsZero() && !m.token && req.Method != http.MethodGet && !graphQL && creating.MatchString(req.URL.Path) {
		until, err = m.meter.Create(req.Context(), m.now())
	}
	if !until.IsZero() || err != nil {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, cmp.Or[error](err, &RateLimitError{RetryAt: until})
	}
	resp, err := m.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	now := m.now()
	until, err = limitedUntil(resp, graphQL, now)
	m.meter.See(graphQL, resp.Header, until, now)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() && resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, &RateLimitError{RetryAt: until}
	}
	hideSpent(resp.Header, now)
	return resp, nil
}

// Meter returns the meter of the installation's rate limits.
func (i *Installation) Meter() *limits.Meter { return i.meter }

// Scarce returns an *AwayError while background work must leave the rest of the installation's limit to people.
func (i *Installation) Scarce(now time.Time) error {
	if until := i.meter.Scarce(now); !until.IsZero() {
		return &AwayError{Until: until, cause: &RateLimitError{RetryAt: until}}
	}
	return nil
}
