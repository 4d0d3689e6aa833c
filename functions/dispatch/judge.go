package dispatch

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/command"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/page"
)

// judge dismisses or reopens a finding, and updates GitHub at once. If the person wrote or pushed to the change, the finding is only
// quieted: it no longer shows as open but still blocks, unless the settings trust authors to lift a block.
func (c *commanded) judge(ctx context.Context, o *command.Order) (outcome, error) {
	pull, err := c.readPull(ctx)
	if err != nil {
		return outcome{}, err
	}
	set, err := c.dispatcher.settings.Of(ctx, c.gh, c.event.Repository.Owner)
	if err != nil {
		return outcome{}, err
	}
	own, err := isOwn(ctx, c.gh, pull, c.event.Command.SenderID)
	if err != nil {
		return outcome{}, err
	}
	var fault error
	var open []ledger.Finding
	quiet := false
	l, err := c.Store.UpdateLatest(ctx, c.latestID(), func(l *analysis.Latest) error {
		before, err := ledger.Decode(l.Ledger)
		if err != nil {
			return err
		}
		open = before.In(ledger.Open)
		quiet = (own || pushed(l, c.event.Sender.Login)) && !set.SelfDismiss
		var after *ledger.Ledger
		if o.Verb == command.Dismiss {
			after, fault = before.Dismiss(o.Finding, c.event.Sender.Login, o.Reason, quiet)
		} else {
			after, fault = before.Reopen(o.Finding, c.event.ReceivedAt)
		}
		if fault != nil {
			return nil
		}
		l.Ledger, err = after.Encode()
		return err
	})
	switch {
	case err != nil:
		return outcome{}, err
	case fault != nil:
		return outcome{refused: true}, c.answer(ctx, page.Paragraph(faultOf(fault, open)))
	}
	if err := c.reshow(ctx, l, nil); err != nil {
		return outcome{}, err
	}
	if o.Verb == command.Dismiss && quiet && set.BlockSeverity != "" {
		return outcome{}, c.answer(ctx, page.Statement("%s is no longer open. If it failed the check, it goes on to: only somebody who neither wrote nor pushed this change can lift that.",
			page.Code(o.Finding)))
	}
	if o.Verb == command.Reopen && c.commands.Answer != analysis.NoComment { // it may say that the finding is no longer open
		return outcome{}, c.answer(ctx, page.Statement("%s is open again.", page.Code(o.Finding)))
	}
	return outcome{}, nil
}

// isOwn reports whether the account wrote the pull request or a commit of it, as GitHub knows them. A commit can name any author,
// but GitHub still knows who pushed it.
func isOwn(ctx context.Context, gh *githubapp.Repository, pull *github.PullRequest, id int64) (bool, error) {
	if pull.GetUser().GetID() == id {
		return true, nil
	}
	commits, _, err := gh.PullRequestCommits(ctx, pull.GetNumber())
	return slices.ContainsFunc(commits, func(commit *github.RepositoryCommit) bool {
		return commit.GetAuthor().GetID() == id || commit.GetCommitter().GetID() == id
	}), err
}

// pushed reports whether an account pushed to the pull request.
func pushed(l *analysis.Latest, by string) bool {
	return slices.ContainsFunc(l.Pushers, func(login string) bool { return strings.EqualFold(login, by) })
}

// faultOf says why a finding stays as it is, and which are open.
func faultOf(fault error, open []ledger.Finding) page.Inline {
	if errors.Is(fault, ledger.ErrEnded) {
		return page.Say("That finding is over already: its lines have changed.")
	}
	if len(open) == 0 {
		return page.Say("This pull request has no finding of that name, and none that is open.")
	}
	var names []page.Inline
	for _, f := range open {
		names = append(names, page.Code(f.Name))
	}
	return page.Say("This pull request has no finding of that name. Open are %s.", page.Join(", ", names...))
}
