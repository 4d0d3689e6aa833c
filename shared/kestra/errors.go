package kestra

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrNotFound says that Kestra has no such execution, flow or tenant.
var ErrNotFound = errors.New("not found in Kestra")

// Error is a call that Kestra, or what stands before it, did not do.
type Error struct {
	Doing   string // what was being done
	Status  int    // of HTTP; 0 when there was no answer
	Message string // Kestra's own words, shortened; "" when there are none
	cause   error
}

// Error says what failed and why. It holds no credentials.
func (e *Error) Error() string {
	switch {
	case e.Status == 0:
		return fmt.Sprintf("kestra: %s: %v", e.Doing, e.cause)
	case e.Message == "":
		return fmt.Sprintf("kestra: %s: HTTP %d", e.Doing, e.Status)
	}
	return fmt.Sprintf("kestra: %s: HTTP %d: %s", e.Doing, e.Status, e.Message)
}

// Unwrap gives the cause, where there was no answer.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether this is target; a 404 is ErrNotFound.
func (e *Error) Is(target error) bool {
	return target == ErrNotFound && e.Status == http.StatusNotFound
}

// Temporary reports whether the same call may do later: no answer, 408, 429 or 5xx. Every other status is a refusal for good,
// until people change something.
func (e *Error) Temporary() bool {
	switch e.Status {
	case 0, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return e.Status >= 500
}

// maxMessage bounds what is repeated of an answer.
const maxMessage = 300

// message is what an error answer says: Kestra's JSON has it in "message"; anything else (a proxy's page) is left out.
func message(body []byte) string {
	var said struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &said) != nil {
		return ""
	}
	text := strings.Join(strings.Fields(said.Message), " ")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + "…"
	}
	return text
}
