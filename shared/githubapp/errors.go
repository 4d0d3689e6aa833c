package githubapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/gofri/go-github-ratelimit/v2/github_ratelimit/github_primary_ratelimit"
	"github.com/google/go-github/v60/github"
)

// ErrNotFound says that the object asked for is not there, or not shown to the App (404, "Troubleshooting the REST API").
// The installation itself is there.
var ErrNotFound = errors.New("not found")

// ErrGone says that the App can't reach the object any more: the installation was removed or suspended, lacks the
// permission, or the object is not there (403, 404, 410 or 451). An error that is ErrNotFound is ErrGone too.
var ErrGone = errors.New("gone")

// ErrForbidden says that the App lacks the permission for what it tried (403 "Resource not accessible by integration"). An
// error that is ErrForbidden is ErrGone too.
var ErrForbidden = errors.New("forbidden")

// RateLimitError says that GitHub's primary or secondary rate limit is reached ("Rate limits for the REST API"). Nothing was
// done; nothing should be asked for the same installation before RetryAt.
type RateLimitError struct{ RetryAt time.Time }

// Error says until when.
func (e *RateLimitError) Error() string {
	return "GitHub's rate limit is reached until " + e.RetryAt.UTC().Format(time.RFC3339)
}

// Permanent reports whether asking again can't help: GitHub understood the request and refuses it (ErrGone, 422 and other
// 4xx). Rate limits, 5xx, lost connections and time-outs pass, and so may 401: credentials are mended by people, not by
// giving the work up.
func Permanent(err error) bool {
	var answer *answerError
	if !errors.As(err, &answer) {
		return errors.Is(err, ErrBudget)
	}
	switch answer.status {
	case http.StatusUnauthorized, http.StatusRequestTimeout:
		return false
	}
	return answer.status >= 400 && answer.status < 500
}

// answerError is an answer of GitHub that is no success.
type answerError struct {
	status  int
	message string // GitHub's own words
	token   bool   // it was the installation's token that GitHub did not give
}

func (e *answerError) Error() string {
	what := ""
	if e.token {
		what = "token of the installation: "
	}
	return fmt.Sprintf("%sGitHub answered %d: %s", what, e.status, e.message)
}

// Is maps the answer to ErrNotFound, ErrForbidden and ErrGone.
func (e *answerError) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.status == http.StatusNotFound && !e.token
	case ErrForbidden:
		return e.status == http.StatusForbidden && !e.token && strings.HasPrefix(e.message, "Resource not accessible by integration")
	case ErrGone:
		return e.gone()
	}
	return false
}

func (e *answerError) gone() bool {
	switch e.status {
	case http.StatusNotFound, http.StatusGone, http.StatusUnavailableForLegalReasons:
		return true
	case http.StatusForbidden:
		// The one 403 message of "Troubleshooting the REST API" for missing access, and the one for suspended installations.
		return e.token || strings.HasPrefix(e.message, "Resource not accessible by integration") ||
			strings.Contains(e.message, "installation has been suspended")
	}
	return false
}

// translate turns an error of the clients below into one of this package's.
func translate(err error) error {
	var (
		ours     *RateLimitError
		reached  *github_primary_ratelimit.RateLimitReachedError
		primary  *github.RateLimitError
		abuse    *github.AbuseRateLimitError
		tokenErr *ghinstallation.HTTPError
		answer   *github.ErrorResponse
	)
	switch now := time.Now(); {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, new(*answerError)): // GraphQL's, with status 200
		return err
	case errors.As(err, &reached):
		reached.Response.Body.Close() // the limiter leaves it open
		return limitedUntil(*reached.ResetTime, now)
	case errors.As(err, &primary):
		return limitedUntil(primary.Rate.Reset.Time, now)
	case errors.As(err, &abuse):
		return limitedUntil(now.Add(abuse.GetRetryAfter()), now)
	case errors.As(err, &tokenErr) && tokenErr.Response != nil:
		defer tokenErr.Response.Body.Close() // ghinstallation leaves it open
		return refused(tokenErr.Response, errorMessage(tokenErr.Response.Body), true, now)
	case errors.As(err, &answer):
		return refused(answer.Response, messageOf(answer), false, now)
	}
	return err
}

func refused(resp *http.Response, message string, token bool, now time.Time) error {
	limit := resp.Header.Get("Retry-After") != "" || resp.Header.Get("X-Ratelimit-Remaining") == "0"
	if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusForbidden && limit {
		return &RateLimitError{RetryAt: retryAt(resp.Header, now)}
	}
	if message == "" {
		message = http.StatusText(resp.StatusCode)
	}
	return &answerError{status: resp.StatusCode, message: message, token: token}
}

func limitedUntil(at, now time.Time) error {
	if !at.After(now) {
		at = now.Add(defaultPause)
	}
	return &RateLimitError{RetryAt: at}
}

// messageOf joins GitHub's message and its details, which for 422 name the field.
func messageOf(e *github.ErrorResponse) string {
	parts := []string{e.Message}
	for _, d := range e.Errors {
		switch {
		case d.Message != "":
			parts = append(parts, d.Message)
		case d.Field != "":
			parts = append(parts, d.Field+" "+d.Code)
		}
	}
	return strings.Join(parts, "; ")
}

func errorMessage(body io.Reader) string {
	var answer struct{ Message string }
	if json.NewDecoder(io.LimitReader(body, maxErrorBody)).Decode(&answer) != nil {
		return ""
	}
	return answer.Message
}
