package dispatch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/command"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/reply"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// commanded is the handling of one command.
type commanded struct {
	*dispatcher
	gh       *githubapp.Repository
	event    event.Event
	key      string // identifies the command across redeliveries
	commands *store.Commands

	retention time.Duration // of the repository's data
	app       int64

	unlistedExecution bool // an execution of a forgotten repository may run that Kestra does not list yet

	mute      error               // GitHub's refusal of a reaction
	pull      *github.PullRequest // nil until it is read
	forgotten bool                // the repository was forgotten
	head      string              // that this command of an author without write access had reviewed
}

// outcome is how a command ended.
type outcome struct {
	refused bool // or failed
	later   bool // the analysis that it began reacts at its end
}

// command carries out a person's command once, and one command at a time on each pull request or issue.
func (d *dispatcher) command(ctx context.Context, app *githubapp.App, gh *githubapp.Repository, e event.Event) error {
	e, pull, err := d.locateButton(ctx, gh, e)
	if err != nil || e.Subject.Number == 0 {
		return err
	}
	c := &commanded{dispatcher: d, gh: gh, event: e, pull: pull, app: app.AppID(), key: fmt.Sprint("comment-", e.Command.CommentID)}
	if e.Command.IsButton() {
		c.key = e.Delivery
	}
	set, err := d.settings.Known(ctx, e.Repository.ID, e.Repository.Owner)
	if err != nil {
		return err
	}
	c.retention = set.Retention()
	kept, err := c.recordedFor(ctx, set)
	if err != nil {
		return err
	}
	owner, done := rand.Text(), false
	id := store.CommandsID(e.Repository.ID, e.Subject.Number)
	c.commands, err = d.Store.ChangeCommands(ctx, id, func(s *store.Commands) error {
		if done = s.IsDone(c.key); done {
			return nil
		}
		return s.Begin(owner, d.Now(), kept)
	})
	if err != nil || done {
		return err
	}
	key := c.key
	if err = c.carryOut(ctx); err != nil {
		key = "" // the command is retried
	}
	_, endErr := d.Store.ChangeCommands(context.WithoutCancel(ctx), id, func(s *store.Commands) error {
		if s.End(owner, key); key != "" && c.head != "" {
			s.AuthorHead = c.head
		}
		if c.forgotten {
			s.Forget(key, c.Now().Add(analysis.StubKept))
		}
		return nil
	})
	return errors.Join(err, endErr)
}

// recordedFor returns how long executed commands are recorded. If the settings keep nothing, that is until the pull request ends.
func (c *commanded) recordedFor(ctx context.Context, set settings.Settings) (time.Duration, error) {
	open := c.event.OnPullRequest()
	if open && set.Repository.KeepsNothing() {
		switch _, err := c.Store.Latest(ctx, c.latestID()); {
		case errors.Is(err, store.ErrNotFound):
			open = false
		case err != nil:
			return 0, err
		}
	}
	if !open && set.Repository.KeepsNothing() {
		return analysis.StubKept, nil
	}
	return set.Retention(), nil
}

// carryOut executes the command, if its author has the permission on GitHub, and reacts.
func (c *commanded) carryOut(ctx context.Context) error {
	order, fault := command.Parse(c.event.Command, c.event.OnPullRequest())
	allowed, why, err := c.permitted(ctx, order)
	if err != nil {
		return c.failed(ctx, err)
	}
	if !allowed {
		slog.WarnContext(ctx, "command refused", "sender", c.event.Sender.Login, "comment_id", c.event.Command.CommentID, "reason", why)
		return reply.React(ctx, c.gh, c.event.Command, githubapp.Confused)
	}
	if c.mute, err = reply.Try(ctx, c.gh, c.event.Command, githubapp.Eyes); err != nil {
		return err
	}
	var end outcome
	if fault != nil {
		end, err = outcome{refused: true}, c.answer(ctx, page.Paragraph(fault.Says), fault.Usage)
	} else {
		end, err = c.run(ctx, order)
		slog.InfoContext(ctx, "command carried out", "command", order.Verb, "sender", c.event.Sender.Login, "refused", end.refused, "error", err)
	}
	switch {
	case err != nil:
		return c.failed(ctx, err)
	case end.later:
		return nil
	case end.refused:
		return reply.React(ctx, c.gh, c.event.Command, githubapp.Confused)
	}
	return reply.React(ctx, c.gh, c.event.Command, githubapp.ThumbsUp)
}

// failed ends a command that GitHub refuses permanently. While GitHub is unreachable, it returns err, so that the command is retried.
func (c *commanded) failed(ctx context.Context, err error) error {
	if !githubapp.Permanent(err) || c.isLagging(c.event, err) {
		return err
	}
	telemetry.GaveUp(ctx, "GitHub rejects a command's request", err)
	return reply.React(ctx, c.gh, c.event.Command, githubapp.Confused)
}

// permitted asks GitHub whether the command's author may give it, and returns the reason if not. Write access allows every command
// except forget, which takes an administrator. The author of a pull request without write access may have each head reviewed once.
func (c *commanded) permitted(ctx context.Context, o *command.Order) (bool, string, error) {
	role, err := c.gh.RoleOf(ctx, c.event.Sender.Login, c.event.Command.SenderID)
	switch {
	case err != nil:
		return false, "", err
	case o != nil && o.Verb == command.Forget && role != githubapp.Administrator:
		return false, "the sender is no administrator of the repository", nil
	case role != githubapp.Reader:
		return true, "", nil
	}
	const mayNot = "the sender has no write access"
	if o == nil || o.Verb != command.Review || o.Full || !c.event.OnPullRequest() {
		return false, mayNot, nil
	}
	pull, err := c.readPull(ctx)
	switch {
	case err != nil:
		return false, "", err
	case pull.GetUser().GetID() != c.event.Command.SenderID:
		return false, mayNot, nil
	case c.commands.AuthorHead == pull.GetHead().GetSHA():
		return false, "the author, without write access, had this head reviewed before", nil
	}
	set, err := c.settings.Of(ctx, c.gh, c.event.Repository.Owner)
	switch {
	case err != nil:
		return false, "", err
	case set.Repository.Budget.OutsidersShare() == 0:
		return false, "people without write access have no share in the budget", nil
	}
	c.head = pull.GetHead().GetSHA()
	return true, "", nil
}

// readPull reads the pull request, once.
func (c *commanded) readPull(ctx context.Context) (*github.PullRequest, error) {
	if c.pull != nil {
		return c.pull, nil
	}
	var err error
	c.pull, err = c.gh.PullRequest(ctx, c.event.Subject.Number)
	return c.pull, err
}

// answer shows sections in the comment that answers commands.
func (c *commanded) answer(ctx context.Context, sections ...page.Section) error {
	to := page.Paragraph(page.Say("%s to a command of %s:", page.Strong("DevPlus"), page.Code(c.event.Sender.Login)))
	a := reply.Answers{Store: c.Store, GitHub: c.gh, App: c.app, Number: c.event.Subject.Number}
	return a.Show(ctx, append([]page.Section{to}, sections...)...)
}
