package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"
)

// callTimeout bounds one request. GitHub itself ends a request after 10 s ("Troubleshooting the REST API", timeouts);
// the rest is for connecting and for fetching a token.
const callTimeout = 20 * time.Second

// pageSize is the largest page that GitHub returns.
const pageSize = 100

// client sends requests with one identity.
type client struct {
	github  *github.Client
	now     func() time.Time
	refused func()  // called when GitHub no longer accepts the credentials
	budget  *budget // of requests
}

// call sends one request within callTimeout. Nothing here or below repeats it: if the answer to a write is lost, the caller must
// find out whether it happened.
func call[T any](ctx context.Context, c client, doing string, request func(context.Context) (T, *github.Response, error)) (T, *github.Response, error) {
	var zero T
	if err := c.budget.spend(); err != nil {
		return zero, nil, fmt.Errorf("%s: %w", doing, err)
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	v, resp, err := request(ctx)
	if err == nil {
		return v, resp, nil
	}
	err = translate(err)
	if answer := (*answerError)(nil); errors.As(err, &answer) && answer.status == http.StatusUnauthorized {
		c.refused()
	}
	return zero, resp, fmt.Errorf("%s: %w", doing, markTemporary(err))
}

// markTemporary marks temporary errors. Unknown errors count as temporary.
func markTemporary(err error) error {
	if Permanent(err) {
		return err
	}
	passing := &AwayError{cause: err}
	var limited *RateLimitError
	if errors.As(err, &limited) {
		passing.Until = limited.RetryAt
	}
	return passing
}

// pages collects the results of request from page 1 on, until there is no next page or limit is reached.
func pages[T any](ctx context.Context, c client, doing string, limit int, request func(context.Context, github.ListOptions) ([]T, *github.Response, error)) ([]T, error) {
	var all []T
	for page := 1; page != 0 && len(all) < limit; {
		some, resp, err := call(ctx, c, fmt.Sprintf("%s, page %d", doing, page), func(ctx context.Context) ([]T, *github.Response, error) {
			return request(ctx, github.ListOptions{Page: page, PerPage: pageSize})
		})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if resp.NextPage <= page {
			break
		}
		page = resp.NextPage
	}
	return all[:min(len(all), limit)], nil
}
