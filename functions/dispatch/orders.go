package dispatch

import (
	"context"
	"fmt"

	"github.com/devplus-app/devplus/shared/command"
	"github.com/devplus-app/devplus/shared/page"
)

// run does what an order says.
func (c *commanded) run(ctx context.Context, o *command.Order) (outcome, error) {
	switch o.Verb {
	case command.Help:
		return outcome{}, c.answer(ctx, command.Usages(c.event.OnPullRequest()))
	case command.Review:
		return c.review(ctx)
	}
	return outcome{refused: true}, fmt.Errorf("nothing carries out the command %s", o.Verb)
}

// review has the pull request's head analyzed again, as a re-run of its check does.
func (c *commanded) review(ctx context.Context) (outcome, error) {
	pull, err := c.read(ctx)
	if err != nil {
		return outcome{}, err
	}
	if pull.GetState() != "open" {
		return outcome{refused: true}, c.answer(ctx, page.Statement("The pull request is closed: there is nothing to review."))
	}
	ordered := c.event.Ordered(c.key, c.event.Subject, pull.GetHead().GetSHA())
	return outcome{later: true}, c.Topics.PublishEvent(ctx, ordered)
}
