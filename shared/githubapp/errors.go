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
	"github.com/google/go-github/v60/github"
)

// ErrNotFound says that the object does not exist or is hidden from the App (404, "Troubleshooting the REST API"). The
// installation itself exists.
var ErrNotFound = errors.New("not found")

// ErrGone says that the App can no longer reach the object: the installation was removed or suspended, a permission is missing,
// or the object does not exist (403, 404, 410 or 451). ErrNotFound and ErrForbidden are ErrGone as well.
var ErrGone = errors.New("gone")

// ErrForbidden says that the App lacks the permission (403 "Resource not accessible by integration").
var ErrForbidden = errors.New("forbidden")

// ErrUnprocessable means that GitHub understands the request and refuses its content (422), such as a comment on a line outside the diff.
var ErrUnprocessable = errors.New("unprocessable")

// AwayError means that GitHub is unreachable, fails or is busy, so that the outcome of the request is unknown. Retry, not before Until if
// that is set.
type AwayError struct {
	Until time.Time
	cause error
}

// Error returns the cause's text.
func (e *AwayError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *AwayError) Unwrap() error { return e.cause }

// IsAway reports whether err is temporary, and says nothing about the requested object.
func IsAway(err error) bool { return errors.As(err, new(*AwayError)) && !errors.Is(err, ErrTooBig) }

// ErrTooBig says that a query asks for more than GitHub computes in one request (GraphQL's RESOURCE_LIMITS_EXCEEDED). Ask for less.
var ErrTooBig = errors.New("the query asks for too much")

// RateLimitError says that GitHub's primary or secondary rate limit is reached ("Rate limits for the REST API"). Nothing was
// done. Send nothing for the same installation before RetryAt.
type RateLimitError struct{ RetryAt time.Time }

// Error names the time of the next try.
func (e *RateLimitError) Error() string {
	return "GitHub's rate limit is reached until " + e.RetryAt.UTC().Format(time.RFC3339)
}

// Permanent reports whether a retry is pointless: GitHub understood the request and refuses it (ErrGone, 422 and other 4xx).
// Rate limits, 5xx, lost connections and timeouts pass. So may 401: people can repair the credentials.
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

// answerError is an answer of GitHub that reports a failure.
type answerError struct {
	status  int
	message string // GitHub's own words
	token   bool   // GitHub refused to issue the installation's token
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
	case ErrUnprocessable:
		return e.status == http.StatusUnprocessableEntity
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
		// The 403 messages for missing access ("Troubleshooting the REST API") and for suspended installations.
		return e.token || strings.HasPrefix(e.message, "Resource not accessible by integration") ||
			strings.Contains(e.message, "installation has been suspended")
	}
	return false
}

// translate turns the errors of the underlying clients into errors of this package.
func translate(err error) error {
	var (
		ours     *RateLimitError
		tokenErr *ghinstallation.HTTPError
		answer   *github.ErrorResponse
	)
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, new(*answerError)): // GraphQL's, with status 200
		return err
	case errors.As(err, &tokenErr) && tokenErr.Response != nil:
		defer tokenErr.Response.Body.Close() // ghinstallation does not close it
		return refused(tokenErr.Response, errorMessage(tokenErr.Response.Body), true)
	case errors.As(err, &answer):
		return refused(answer.Response, messageOf(answer), false)
	}
	return err
}

func refused(resp *http.Response, message string, token bool) error {
	if message == "" {
		message = http.StatusText(resp.StatusCode)
	}
	return &answerError{status: resp.StatusCode, message: message, token: token}
}

// messageOf returns GitHub's message and its details, which name the field for 422.
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
