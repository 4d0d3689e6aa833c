package dispatch

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/text"
)

// forgotten is the SupersededBy of an analysis whose repository was forgotten.
const forgotten = "the repository was forgotten"

// forget ends the repository's analyses, deletes all its stored data, and reports that. After a crash it starts again. While Kestra can't
// delete its executions, the command waits and retries only that: data that is newer than the command stays.
func (c *commanded) forget(ctx context.Context) (outcome, error) {
	at := c.commands.ForgotAt
	if c.commands.Forgetting != c.key {
		at = c.Now()
		if err := c.forgetStored(ctx, at); err != nil {
			return outcome{}, err
		}
	}
	left := c.forgetExecutions(ctx, at)
	if left != nil && !c.Now().Before(c.purged(at)) {
		left = nil // Kestra's own purge has deleted them
	}
	if err := c.answer(ctx, c.remains(at, left == nil)...); err != nil {
		return outcome{}, err
	}
	if left != nil {
		return outcome{}, &waitingError{"Kestra has not deleted the repository's executions: " + left.Error()}
	}
	c.forgotten = true
	return outcome{}, nil
}

// forgetStored deletes all of the repository's documents except the record of this command.
func (c *commanded) forgetStored(ctx context.Context, at time.Time) error {
	repository := c.event.Repository
	here := func(a *analysis.Analysis) bool { return a.Repository.ID == repository.ID }
	err := c.eachOpen(ctx, here, func(ctx context.Context, a *analysis.Analysis) error {
		if err := c.endForgotten(ctx, c.gh, a); err != nil {
			return err
		}
		c.unlistedExecution = c.unlistedExecution || c.isUnlisted(ctx, a)
		return nil
	})
	if err != nil {
		return err
	}
	own := store.CommandsID(repository.ID, c.event.Subject.Number)
	kept := []store.Key{store.CommandsOf.Key(own), store.ParkedEvents.Key(c.event.ParkedID())}
	deleted, err := c.Store.Forget(ctx, repository.ID, kept...)
	if err != nil {
		return err
	}
	c.dispatcher.settings.Forget(repository.ID)
	slog.InfoContext(ctx, "repository's data deleted", "repository_id", repository.ID, "documents", deleted)
	_, err = c.Store.ChangeCommands(ctx, own, func(s *store.Commands) error {
		s.Forget("", c.Now().Add(analysis.StubKept))
		s.Forgot(c.key, at)
		return nil
	})
	return err
}

// purged returns the time by which Kestra's daily purge has deleted all executions started until a time.
func (c *commanded) purged(started time.Time) time.Time {
	if c.KeepsDays == 0 {
		return started.Add(event.ParkedKept)
	}
	return started.AddDate(0, 0, c.KeepsDays+1)
}

// remains says what forget has deleted, and what remains.
func (c *commanded) remains(at time.Time, inKestra bool) []page.Section {
	const when = "15:04 UTC on 2006-01-02"
	done := page.Statement("Done: what DevPlus stored of this repository was deleted at %s.", at.UTC().Format(when))
	left := []page.Inline{
		page.Say("checks and comments on GitHub, which are GitHub's to keep;"),
		page.Say("for %s, that this command was carried out;", text.Count(int(analysis.StubKept.Hours()/24), "day")),
	}
	switch {
	case c.Kestra == nil:
	case inKestra:
		done = page.Statement("Done: what DevPlus stored of this repository was deleted at %s, and what its reviews sent to Kestra by %s.",
			at.UTC().Format(when), c.Now().UTC().Format(when))
	case c.KeepsDays == 0:
		left = append(left, page.Say("inputs and answers of reviews in Kestra, until it can delete them: DevPlus asks again, and says here when that is done;"))
	default:
		left = append(left, page.Say("inputs and answers of reviews in Kestra, until it can delete them: DevPlus asks again, and says here when that is done. By %s its daily purge has deleted the last of them;",
			c.purged(at).UTC().Format("2 January 2006")))
	}
	left = append(left, page.Say("logs and backups, until the deployment's own time for them is over."))
	return []page.Section{
		done,
		page.List(page.Head{}.Intro(page.Say("What remains:")), left),
		page.Statement("DevPlus goes on with what happens from now on. To end that, remove the App from the repository."),
	}
}

// forgetTimeout bounds the deletion of executions, within a command's lease.
const forgetTimeout = time.Minute

// forgetExecutions deletes Kestra's executions of the repository that were started until a time. An error means that some may remain.
func (c *commanded) forgetExecutions(ctx context.Context, until time.Time) error {
	if c.Kestra == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, forgetTimeout)
	defer cancel()
	client, err := c.Kestra(ctx)
	if err != nil {
		return err
	}
	deleted, err := execution.Forget(ctx, client, c.event.Repository.ID, until)
	slog.InfoContext(ctx, "executions deleted", "repository_id", c.event.Repository.ID, "executions", deleted, "error", err)
	if err == nil && c.unlistedExecution {
		return errors.New("one that was started just now may not be listed yet")
	}
	return err
}

// isUnlisted reports whether an analysis has an execution so recent that Kestra may not list it yet.
func (c *commanded) isUnlisted(ctx context.Context, a *analysis.Analysis) bool {
	if c.Kestra == nil || a.State != analysis.Dispatched || c.Now().Sub(a.Times[analysis.Dispatched]) >= analysis.StartTimeout+analysis.FindPatience {
		return false
	}
	client, err := c.Kestra(ctx)
	if err != nil {
		return false // nothing can be deleted now
	}
	_, listed, err := execution.Kestra{Client: client, Kinds: c.Kinds}.LookUp(ctx, a)
	return err == nil && !listed
}

// endForgotten ends an open analysis, its check run and its execution.
func (d *dispatcher) endForgotten(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis) error {
	of := d.Kinds.Of(a.Kind)
	if of == nil {
		return nil // of a newer version: it is still deleted
	}
	w := &work{
		dispatcher: d, kind: of, owner: rand.Text(), id: a.ID,
		request:  kind.Request{GitHub: gh, Event: event.Event{Repository: a.Repository, InstallationID: a.InstallationID, Subject: a.Subject}},
		identity: of.Descriptor().Identity(a.Repository.ID, a.Subject),
	}
	err := w.supersede(ctx, a.ID, forgotten)
	w.killOvertaken(ctx)
	if githubapp.Permanent(err) {
		slog.WarnContext(ctx, "could not show on GitHub that an analysis ended", "analysis_id", a.ID, "error", err)
		return nil
	}
	return err
}
