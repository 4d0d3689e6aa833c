package githubapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// graphQLPath is the GraphQL API, relative to the root of the REST API, on github.com (/ and /graphql) as on GitHub Enterprise
// Server (/api/v3/ and /api/graphql).
const graphQLPath = "../graphql"

// graphQL sends a query and decodes its data into into. Objects that GitHub could not find or show are null, and the error says so
// (ErrNotFound, ErrGone); the rest of the data is complete.
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

// repeat selects field once for each value, under the aliases v0, v1, …: in field, $v stands for the value's variable, of the type
// kind. answersOf reads the answers.
func repeat[T any](values []T, kind, field string) (parameters, fields string, variables map[string]any) {
	variables = make(map[string]any, len(values))
	for n, value := range values {
		alias := fmt.Sprint("v", n)
		parameters += ", $" + alias + ": " + kind
		fields += alias + ": " + strings.ReplaceAll(field, "$v", "$"+alias) + "\n"
		variables[alias] = value
	}
	return parameters, fields, variables
}

// answersOf returns what the n aliases of repeat have, in the order of the values.
func answersOf[T any](byAlias map[string]T, n int) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = byAlias[fmt.Sprint("v", i)]
	}
	return list
}

// graphQLErrors are the errors that GitHub returns beside the data, with status 200.
type graphQLErrors []struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

// err returns the worst of them: a failure that no retry repairs should show at once.
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
			if strings.HasPrefix(one.Message, "Something went wrong") { // GitHub's timeout has no type
				return &answerError{status: http.StatusBadGateway, message: one.Message}
			}
		}
	}
	return &answerError{status: status, message: strings.Join(messages[:min(len(messages), 3)], "; ")}
}
