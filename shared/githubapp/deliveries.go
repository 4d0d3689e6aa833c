package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/go-github/v60/github"
)

// maxDeliveryPages bounds one reading of the deliveries to 2,000. Every five minutes, two readings are at most 480 of the 5,000
// requests that an App has per hour ("Rate limits for the REST API").
const maxDeliveryPages = 20

// Outcome selects deliveries by the webhook's answer.
type Outcome string

// The outcomes. GitHub counts a webhook that it can't reach as 502.
const (
	Arrived Outcome = "success" // 200 to 399
	Failed  Outcome = "failure" // 400 to 599
)

// Deliveries returns attempts to deliver the App's webhooks since a time, newest first ("List deliveries for an app webhook"; GitHub
// keeps 3 days). Attempts at one event share their GUID. The cursor is "", or the one that an earlier call returned: where its
// reading ended before that time.
func (a *App) Deliveries(ctx context.Context, which Outcome, since time.Time, cursor string) (read []*github.HookDelivery, next string, err error) {
	query := url.Values{"status": {string(which)}, "per_page": {strconv.Itoa(pageSize)}}
	for page := 1; page <= maxDeliveryPages; page++ {
		if cursor != "" {
			query.Set("cursor", cursor)
		}
		some, resp, err := call(ctx, a.client, fmt.Sprintf("list webhook deliveries, page %d", page),
			func(ctx context.Context) ([]*github.HookDelivery, *github.Response, error) {
				return send[[]*github.HookDelivery](ctx, a.client, http.MethodGet, "app/hook/deliveries?"+query.Encode(), nil)
			})
		if err != nil {
			return nil, "", err
		}
		for _, d := range some {
			if d.GetDeliveredAt().Before(since) {
				return read, "", nil
			}
			read = append(read, d)
		}
		if cursor = resp.Cursor; cursor == "" {
			return read, "", nil
		}
	}
	return read, cursor, nil
}

// Redeliver asks GitHub to repeat the delivery with that ID, which is not its GUID.
func (a *App) Redeliver(ctx context.Context, id int64) error {
	_, _, err := call(ctx, a.client, fmt.Sprintf("redeliver webhook delivery %d", id),
		func(ctx context.Context) (*github.HookDelivery, *github.Response, error) {
			d, resp, err := a.client.github.Apps.RedeliverHookDelivery(ctx, id)
			if accepted := (*github.AcceptedError)(nil); errors.As(err, &accepted) {
				err = nil // this request succeeds with 202
			}
			return d, resp, err
		})
	return err
}
