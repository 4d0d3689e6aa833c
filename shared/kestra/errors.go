package kestra

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrNotFound means that Kestra has no such execution, flow or tenant.
var ErrNotFound = errors.New("not found in Kestra")

// Error is the failure of a call to Kestra or to a proxy in front of it.
type Error struct {
	Doing   string // the call, in words
	Status  int    // of HTTP; 0 when there was no answer
	Message string // Kestra's own words, shortened; "" when there are none
	Advice  string // what a person can do about it; "" when that is not known
	cause   error
}

// Error describes the call and its failure, without credentials.
func (e *Error) Error() string {
	text := fmt.Sprintf("kestra: %s: ", e.Doing)
	if e.Status == 0 {
		return text + fmt.Sprint(e.cause)
	}
	text += fmt.Sprintf("HTTP %d", e.Status)
	for _, more := range []string{e.Message, e.Advice} {
		if more != "" {
			text += ": " + more
		}
	}
	return text
}

// Unwrap returns the cause if there was no answer.
func (e *Error) Unwrap() error { return e.cause }

// Is makes a 404 match ErrNotFound.
func (e *Error) Is(target error) bool {
	return target == ErrNotFound && e.Status == http.StatusNotFound
}

// Temporary reports whether the same call may succeed later: no answer, 408, 429 or 5xx. Every other status is a refusal until people
// change something, and so is a failure with advice for them.
func (e *Error) Temporary() bool {
	if e.Advice != "" {
		return false
	}
	switch e.Status {
	case 0, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return e.Status >= 500
}

// maxMessage bounds the message of an Error, in bytes.
const maxMessage = 300

// message returns the "message" of Kestra's JSON error, "" for any other body, such as a proxy's page.
func message(body []byte) string {
	var failure struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &failure) != nil {
		return ""
	}
	text := strings.Join(strings.Fields(failure.Message), " ")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + "…"
	}
	return text
}
