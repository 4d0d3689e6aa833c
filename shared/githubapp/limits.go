package githubapp

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// defaultPause is how long to wait after a limit that names no time. "Rate limits for the REST API" asks for at least a minute.
const defaultPause = time.Minute

// maxPause bounds a pause: GitHub's limits last an hour, so a later time is wrong.
const maxPause = time.Hour

// maxErrorBody bounds how much of an error answer is read; GitHub's are below 1 KB.
const maxErrorBody = 64 << 10

// limitedUntil returns when the next request is allowed if the answer is a refusal for a rate limit; else zero.
func limitedUntil(resp *http.Response, graphQL bool, now time.Time) (time.Time, error) {
	switch stated := resp.Header.Get("Retry-After") != ""; {
	case resp.StatusCode == http.StatusTooManyRequests,
		resp.StatusCode == http.StatusForbidden && (stated || resp.Header.Get("X-Ratelimit-Remaining") == "0"),
		resp.StatusCode == http.StatusOK && graphQL && stated: // as GraphQL reports a limit
		return retryAt(resp.Header, now), nil
	case resp.StatusCode != http.StatusForbidden:
		return time.Time{}, nil
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	resp.Body.Close()
	if err != nil {
		return time.Time{}, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	var body struct {
		Message string
		About   string `json:"documentation_url"`
	}
	if json.Unmarshal(raw, &body) == nil &&
		(strings.Contains(body.Message, "exceeded a secondary rate limit") || strings.HasSuffix(body.About, "secondary-rate-limits")) {
		return retryAt(resp.Header, now), nil
	}
	return time.Time{}, nil
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
	if latest := now.Add(maxPause); at.After(latest) {
		return latest
	}
	return at
}

// hideSpent hides from go-github, which uses its own clock, that a limit is used up: the meter already sends nothing until the reset.
// GraphQL's errors, which come with status 200, need the time.
func hideSpent(h http.Header, now time.Time) {
	if h.Get("X-Ratelimit-Remaining") == "0" {
		h.Set("Retry-After", strconv.Itoa(int((retryAt(h, now).Sub(now)+time.Second-1)/time.Second)))
		h.Del("X-Ratelimit-Reset")
	}
}
