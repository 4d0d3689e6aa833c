package kestra

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrNotFound says that Kestra has no such flow or execution.
var ErrNotFound = errors.New("not found in Kestra")

// Error is an answer of Kestra that is no success.
type Error struct {
	Status  int
	Message string // Kestra's own words, cut
}

func (e *Error) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("Kestra answered %d", e.Status)
	}
	return fmt.Sprintf("Kestra answered %d: %s", e.Status, e.Message)
}

// Is maps 404 to ErrNotFound.
func (e *Error) Is(target error) bool { return target == ErrNotFound && e.Status == http.StatusNotFound }

// Temporary reports whether the same request may succeed later: 408, 429 and 5xx.
func (e *Error) Temporary() bool {
	return e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests || e.Status >= 500
}

func refusal(status int, body []byte) error {
	var said struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(body, &said) // a proxy's answer is not JSON
	message := strings.Join(strings.Fields(said.Message), " ")
	if len(message) > 300 {
		message = strings.ToValidUTF8(message[:300], "") + "…"
	}
	return &Error{Status: status, Message: message}
}
