package githubapp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// graphQLPath leads from the REST API's root to the GraphQL API, on github.com (/ and /graphql) as on GitHub Enterprise
// Server (/api/v3/ and /api/graphql).
const graphQLPath = "../graphql"

// graphQL sends a query and decodes its data into into. What GitHub could not find or show is null there, and the error says
// so (ErrNotFound, ErrGone); the rest of the data is there all the same.
func (c client) graphQL(ctx context.Context, doing, query string, variables map[string]any, into any) error {
	_, _, err := call(ctx, c, doing, func(ctx context.Context) (struct{}, *github.Response, error) {
		answer, resp, err := send[struct {
			Data   json.RawMessage `json:"data"`
			Errors graphQLErrors   `json:"errors"`
		}](ctx, c, http.MethodPost, graphQLPath, map[string]any{"query": query, "variables": variables})
		if err != nil {
			return struct{}{}, resp, err
		}
		if len(answer.Data) > 0 {
			err = json.Unmarshal(answer.Data, into)
		}
		if len(answer.Errors) > 0 {
			err = errors.Join(err, answer.Errors.err(resp.Header))
		}
		return struct{}{}, resp, err
	})
	return err
}

// graphQLErrors are what GitHub reports beside the data, with status 200.
type graphQLErrors []struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

// err makes one error of them, that of the worst: what no retry mends is better known as soon as it can be.
func (e graphQLErrors) err(h http.Header) error {
	status, messages := 0, []string{}
	for _, one := range e {
		messages = append(messages, one.Message)
		switch one.Type {
		case "RATE_LIMITED":
			return &RateLimitError{RetryAt: retryAt(h, time.Now())}
		case "NOT_FOUND":
			status = max(status, http.StatusNotFound)
		case "FORBIDDEN", "INSUFFICIENT_SCOPES":
			return &answerError{status: http.StatusForbidden, message: one.Message}
		default:
			status = http.StatusUnprocessableEntity
			if strings.HasPrefix(one.Message, "Something went wrong") { // GitHub's time-out has no type
				return &answerError{status: http.StatusBadGateway, message: one.Message}
			}
		}
	}
	return &answerError{status: status, message: strings.Join(messages[:min(len(messages), 3)], "; ")}
}
