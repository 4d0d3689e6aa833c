package githubapp

import (
	"cmp"
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
			err = errors.Join(err, answer.Errors.err(resp.Header, c.now()))
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

// answersOf returns the values of the n aliases of repeat, in order.
func answersOf[T any](byAlias map[string]T, n int) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = byAlias[fmt.Sprint("v", i)]
	}
	return list
}

// graphQLErrors are the errors that GitHub returns with the data, with status 200.
type graphQLErrors []struct {
	Type       string `json:"type"`
	Message    string `json:"message"`
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
}

// refusals maps each permanent error to an HTTP status, by type or, for a query that GitHub does not accept, by graphql-ruby's code
// of the broken rule. Every other error counts as temporary: GitHub's time-out has no type, and new types come without notice.
var refusals = map[string]int{
	"NOT_FOUND":           http.StatusNotFound,
	"FORBIDDEN":           http.StatusForbidden,
	"INSUFFICIENT_SCOPES": http.StatusForbidden,

	"argumentLiteralsIncompatible": http.StatusUnprocessableEntity,
	"argumentNotAccepted":          http.StatusUnprocessableEntity,
	"missingRequiredArguments":     http.StatusUnprocessableEntity,
	"selectionMismatch":            http.StatusUnprocessableEntity,
	"undefinedField":               http.StatusUnprocessableEntity,
	"undefinedFragment":            http.StatusUnprocessableEntity,
	"undefinedType":                http.StatusUnprocessableEntity,
	"variableMismatch":             http.StatusUnprocessableEntity,
	"variableNotDefined":           http.StatusUnprocessableEntity,
	"variableRequiresValidType":    http.StatusUnprocessableEntity,
}

// err returns the error that decides what to do: wait for a limit, else retry, else ask for less, else give up. A permanent error may
// be the result of a temporary one.
func (e graphQLErrors) err(h http.Header, now time.Time) error {
	status, messages := 0, []string{}
	var away, tooBig error
	for _, one := range e {
		switch refused, known := refusals[cmp.Or(one.Type, one.Extensions.Code)]; {
		case one.Type == "RATE_LIMITED", one.Type == "RATE_LIMIT":
			return &RateLimitError{RetryAt: retryAt(h, now)}
		case one.Type == "RESOURCE_LIMITS_EXCEEDED", one.Type == "MAX_NODE_LIMIT_EXCEEDED":
			tooBig = fmt.Errorf("%w: %s", ErrTooBig, one.Message)
		case known && (status == 0 || status == http.StatusNotFound && refused != status): // the rest of the data is complete
			status, messages = refused, []string{one.Message}
		case known && refused == status:
			messages = append(messages, one.Message)
		case known:
		default:
			away = &answerError{status: http.StatusBadGateway, message: one.Message}
		}
	}
	switch {
	case away != nil:
		return away
	case tooBig != nil:
		return tooBig
	}
	return &answerError{status: status, message: strings.Join(messages[:min(len(messages), 3)], "; ")}
}
