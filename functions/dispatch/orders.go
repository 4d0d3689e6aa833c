package dispatch

import (
	"cmp"
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/command"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/store"
)

// run executes an order.
func (c *commanded) run(ctx context.Context, o *command.Order) (outcome, error) {
	switch o.Verb {
	case command.Review:
		return c.review(ctx)
	case command.Config:
		return outcome{}, c.config(ctx)
	case command.Analyze:
		return c.order(ctx, analysis.Subject{Kind: repository.Name})
	case command.Notes:
		if o.Tag != "" {
			return c.order(ctx, analysis.Subject{Kind: releasenotes.Name, Tag: o.Tag})
		}
		return c.span(ctx, releasenotes.Name, o)
	case command.Risk:
		return c.span(ctx, releaserisk.Name, o)
	case command.Dismiss, command.Reopen:
		return c.judge(ctx, o)
	case command.Forget:
		return c.forget(ctx)
	case command.Pause, command.Resume:
		return c.pause(ctx, o.Verb == command.Pause)
	}
	return outcome{}, c.answer(ctx, command.Usages(c.event.OnPullRequest()))
}

// review requests a new analysis of the pull request's head, like a re-run of its check.
func (c *commanded) review(ctx context.Context) (outcome, error) {
	pull, err := c.readPull(ctx)
	if err != nil {
		return outcome{}, err
	}
	if pull.GetState() != "open" {
		return c.closed(ctx)
	}
	ordered := c.event.Ordered(c.key, c.event.Subject, pull.GetHead().GetSHA())
	ordered.Command.Outsider = c.head != ""
	return outcome{later: true}, c.Topics.PublishEvent(ctx, ordered)
}

// order requests an analysis of another subject than the pull request, and answers with its result.
func (c *commanded) order(ctx context.Context, s analysis.Subject) (outcome, error) {
	return outcome{later: true}, c.Topics.PublishEvent(ctx, c.event.Ordered(c.key, s, ""))
}

// span requests an analysis of a range, by default the unreleased commits. GitHub resolves its names to commits, so that no name gets into
// a URL.
func (c *commanded) span(ctx context.Context, of analysis.Kind, o *command.Order) (outcome, error) {
	var to string
	for _, name := range []string{o.Base, cmp.Or(o.Head, githubapp.DefaultHead)} {
		if name == "" {
			continue
		}
		found, err := c.gh.Revision(ctx, name)
		if err != nil {
			return outcome{}, err
		}
		if found == nil {
			return outcome{refused: true}, c.answer(ctx, page.Statement("The repository has no tag, branch or commit of such a name."))
		}
		to = found.SHA
	}
	return c.order(ctx, analysis.Subject{Kind: of, SHA: to, Ref: o.Base})
}

func (c *commanded) closed(ctx context.Context) (outcome, error) {
	return outcome{refused: true}, c.answer(ctx, page.Statement("The pull request is closed: there is nothing to review."))
}

// pause stops or resumes the reviews of a pull request. A running review continues. On resuming, a head that was only measured is
// reviewed.
func (c *commanded) pause(ctx context.Context, paused bool) (outcome, error) {
	pull, err := c.readPull(ctx)
	if err != nil {
		return outcome{}, err
	}
	if pull.GetState() != "open" {
		return c.closed(ctx)
	}
	by := ""
	if paused {
		by = c.event.Sender.Login
	}
	l, err := c.Store.UpdateLatest(ctx, c.latestID(), func(l *analysis.Latest) error {
		l.PausedBy = by
		l.ExpireAt = c.Now().Add(c.retention)
		return nil
	})
	if err != nil {
		return outcome{}, err
	}
	if err := c.reshow(ctx, l, func(a *analysis.Analysis) { a.Paused = paused }); err != nil || paused {
		return outcome{}, err
	}
	opened := c.event.Opened(pull.GetNumber(), pull.GetHead().GetSHA())
	opened.Delivery = c.key
	return outcome{}, c.Topics.PublishEvent(ctx, opened)
}

// latestID identifies the pull request across its heads.
func (c *commanded) latestID() string {
	return c.Kinds.Of(c.event.Subject.Kind).Descriptor().Identity(c.event.Repository.ID, c.event.Subject).LatestID()
}

// reshow changes the newest analysis of the pull request, if there is one, and updates GitHub. change may be nil.
func (c *commanded) reshow(ctx context.Context, l *analysis.Latest, change func(*analysis.Analysis)) error {
	if l.AnalysisID == "" {
		return nil
	}
	a, err := c.Store.Analysis(ctx, l.AnalysisID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil && change != nil {
		a, err = c.Store.Update(ctx, a, func(a *analysis.Analysis) error { change(a); return nil })
	}
	if err != nil {
		return err
	}
	return c.Topics.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt, Changed: true})
}
