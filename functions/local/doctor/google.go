package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxAnswer bounds an answer: lists of one project's resources are far smaller.
const maxAnswer = 8 << 20

// apiError is an error of a Google API. Source: cloud.google.com/apis/design/errors.
type apiError struct {
	url, message    string
	code            int
	reason, service string // ErrorInfo's, where there is one
}

func (e *apiError) Error() string {
	return fmt.Sprintf("GET %s: HTTP %d: %s", e.url, e.code, e.message)
}

// get reads a resource of a Google API.
func (p *patient) get(ctx context.Context, url string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	r.Header.Set("X-Goog-User-Project", p.Project) // the project whose quota counts, because people's own credentials have none
	response, err := p.Google.Do(r)
	if err != nil {
		return fmt.Errorf("reaching Google Cloud: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("reading the answer of %s: %w", url, err)
	}
	if response.StatusCode == http.StatusOK {
		return json.Unmarshal(body, into)
	}
	return refusal(url, response.StatusCode, body)
}

func refusal(url string, code int, body []byte) error {
	var answer struct {
		Error struct {
			Message string
			Details []struct {
				Reason   string
				Metadata map[string]string
			}
		}
	}
	e := &apiError{url: url, code: code}
	if err := json.Unmarshal(body, &answer); err != nil {
		e.message = strings.TrimSpace(string(body[:min(len(body), 200)]))
		return e
	}
	e.message = answer.Error.Message
	for _, detail := range answer.Error.Details {
		if detail.Reason != "" {
			e.reason, e.service = detail.Reason, detail.Metadata["service"]
		}
	}
	return e
}

// absent reports whether a resource is not there.
func absent(err error) bool {
	var failed *apiError
	return errors.As(err, &failed) && failed.code == http.StatusNotFound
}

// forbidden reports whether the caller lacks a permission. A disabled API is another fault, with another fix.
func forbidden(err error) bool {
	var failed *apiError
	return errors.As(err, &failed) && failed.code == http.StatusForbidden && failed.reason != "SERVICE_DISABLED"
}

// binding is a binding of an IAM policy.
type binding struct {
	Role    string
	Members []string
}

// policy reads the IAM policy of a resource.
func (p *patient) policy(ctx context.Context, resource string) ([]binding, error) {
	var policy struct{ Bindings []binding }
	err := p.get(ctx, resource+":getIamPolicy", &policy)
	return policy.Bindings, err
}
