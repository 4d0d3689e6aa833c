package githubapp

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gofri/go-github-ratelimit/v2/github_ratelimit"
	"github.com/gofri/go-github-ratelimit/v2/github_ratelimit/github_secondary_ratelimit"
)

// defaultPause is how long to wait after a limit that names no time. "Rate limits for the REST API" asks for at least a minute.
const defaultPause = time.Minute

// maxPause bounds a pause: GitHub's limits are those of an hour, and a time beyond is a fault of its own.
const maxPause = time.Hour

// maxErrorBody bounds how much of an error answer is read; GitHub's are below 1 KB.
const maxErrorBody = 64 << 10

// limiter turns GitHub's rate limits into errors and never sleeps: a function that sleeps costs money and loses its lease. While a
// limit lasts it sends no request, because GitHub may ban an integration that goes on ("Rate limits for the REST API").
type limiter struct {
	next   http.RoundTripper
	resume atomic.Pointer[time.Time]
}

func newLimiter(next http.RoundTripper) *limiter {
	l := new(limiter)
	l.next = github_ratelimit.New(pauseStated{next},
		// A limit of 0 never sleeps and never repeats a request. WithNoSleep of v2.0.2 has no effect.
		github_secondary_ratelimit.WithSingleSleepLimit(0, func(c *github_secondary_ratelimit.CallbackContext) {
			l.resume.Store(c.ResetTime)
		}))
	return l
}

// RoundTrip sends the request. While a secondary limit lasts, it returns a *RateLimitError instead.
func (l *limiter) RoundTrip(req *http.Request) (*http.Response, error) {
	if at := l.resume.Load(); at != nil && time.Now().Before(*at) {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, &RateLimitError{RetryAt: *at}
	}
	return l.next.RoundTrip(req)
}

// pauseStated adds Retry-After to answers of a secondary limit that lack a usable one. Without it, the limiter above treats the
// answer as an ordinary 403, or repeats the request at once if x-ratelimit-reset has passed.
type pauseStated struct{ next http.RoundTripper }

// RoundTrip sends the request and completes the answer.
func (p pauseStated) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusForbidden && resp.StatusCode != http.StatusTooManyRequests {
		return resp, err
	}
	boundReset(resp.Header, time.Now())
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	var body github_secondary_ratelimit.SecondaryRateLimitBody
	if json.Unmarshal(raw, &body) == nil && body.IsSecondaryRateLimit() {
		wait := max(time.Until(retryAt(resp.Header, time.Now())), time.Second)
		resp.Header.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
	return resp, nil
}

// retryAt returns when the next request is allowed: Retry-After, in seconds or as a date, else x-ratelimit-reset, else after defaultPause.
// A time in the past does not count, and maxPause bounds all of them.
func retryAt(h http.Header, now time.Time) time.Time {
	after := h.Get("Retry-After")
	at := now
	if s, err := strconv.ParseInt(after, 10, 64); err == nil {
		at = now.Add(time.Duration(min(s, int64(maxPause/time.Second))) * time.Second)
	} else if date, err := http.ParseTime(after); err == nil {
		at = date
	}
	if s, err := strconv.ParseInt(h.Get("X-Ratelimit-Reset"), 10, 64); err == nil && !at.After(now) {
		at = time.Unix(s, 0)
	}
	if !at.After(now) {
		at = now.Add(defaultPause)
	}
	return bounded(at, now)
}

// bounded returns at, or maxPause from now if that is earlier.
func bounded(at, now time.Time) time.Time {
	if latest := now.Add(maxPause); at.After(latest) {
		return latest
	}
	return at
}

// boundReset moves a reset that is too far away: the limiter above would send nothing until then.
func boundReset(h http.Header, now time.Time) {
	if s, err := strconv.ParseInt(h.Get("X-Ratelimit-Reset"), 10, 64); err == nil {
		if at := bounded(time.Unix(s, 0), now); at.Unix() != s {
			h.Set("X-Ratelimit-Reset", strconv.FormatInt(at.Unix(), 10))
		}
	}
}
