package githubapp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-github/v60/github"
)

// maxDeliveryPages bounds one reading of the deliveries to 2,000. Every five minutes, that is at most 240 of the 5,000 requests
// that an App has per hour ("Rate limits for the REST API").
const maxDeliveryPages = 20

// Deliveries returns the attempts to deliver the App's webhooks since a time, newest first ("List deliveries for an app
// webhook"; GitHub keeps 3 days). Attempts at one event share their GUID. truncated says that there are older ones that
// were not read.
func (a *App) Deliveries(ctx context.Context, since time.Time) (deliveries []*github.HookDelivery, truncated bool, err error) {
	options := &github.ListCursorOptions{PerPage: pageSize}
	for page := 1; page <= maxDeliveryPages; page++ {
		some, resp, err := call(ctx, a.client, fmt.Sprintf("list webhook deliveries, page %d", page),
			func(ctx context.Context) ([]*github.HookDelivery, *github.Response, error) {
				return a.client.github.Apps.ListHookDeliveries(ctx, options)
			})
		if err != nil {
			return nil, false, err
		}
		for _, d := range some {
			if d.GetDeliveredAt().Before(since) {
				return deliveries, false, nil
			}
			deliveries = append(deliveries, d)
		}
		if resp.Cursor == "" {
			return deliveries, false, nil
		}
		options.Cursor = resp.Cursor
	}
	return deliveries, true, nil
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
