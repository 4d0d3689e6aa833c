package dispatch

import (
	"context"
	"crypto/rand"
	"log/slog"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/store"
)

// forgotten is what superseded an analysis of a repository that was forgotten.
const forgotten = "the repository was forgotten"

// forget ends what is under way for the repository, deletes all that is stored of it, and says so. Cut off, it is done again from the start.
func (c *commanded) forget(ctx context.Context) (outcome, error) {
	repository := c.event.Repository
	here := func(a *analysis.Analysis) bool { return a.Repository.ID == repository.ID }
	err := c.eachOpen(ctx, here, func(ctx context.Context, a *analysis.Analysis) error {
		return c.endForgotten(ctx, c.gh, a)
	})
	if err != nil {
		return outcome{}, err
	}
	own := store.CommandsID(repository.ID, c.event.Subject.Number)
	deleted, err := c.Store.Forget(ctx, repository.ID, store.CommandsOf.Key(own))
	if err != nil {
		return outcome{}, err
	}
	c.dispatcher.settings.Forget(repository.ID)
	c.forgot = true
	slog.InfoContext(ctx, "repository forgotten", "repository_id", repository.ID, "documents", deleted)
	remains := []page.Inline{
		page.Say("checks and comments on GitHub, which are GitHub's to keep;"),
		page.Say("for %d days, that this command was carried out;", int(analysis.StubKept.Hours()/24)),
	}
	if c.Kestra != nil {
		remains = append(remains, c.leftInKestra())
	}
	remains = append(remains, page.Say("logs and backups, until the deployment's own time for them is over."))
	return outcome{}, c.answer(ctx,
		page.Statement("Done: what DevPlus stored of this repository was deleted at %s.", c.Now().UTC().Format("15:04 UTC on 2006-01-02")),
		page.List(page.Head{}.Intro(page.Say("What remains:")), remains),
		page.Statement("DevPlus goes on with what happens from now on. To end that, remove the App from the repository."))
}

// leftInKestra says until when Kestra keeps what it was sent, secrets replaced. Its purge runs once a day.
func (c *commanded) leftInKestra() page.Inline {
	if c.KeepsDays == 0 {
		return page.Say("inputs and answers of reviews in Kestra, until Kestra deletes them;")
	}
	return page.Say("inputs and answers of reviews in Kestra until %s, by when its daily purge has deleted the last of them;",
		c.Now().UTC().AddDate(0, 0, c.KeepsDays+1).Format("2 January 2006"))
}

// endForgotten ends an open analysis, its check run and its execution.
func (d *dispatcher) endForgotten(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis) error {
	of := d.Kinds.Of(a.Kind)
	if of == nil {
		return nil // of a newer version: it is deleted all the same
	}
	w := &work{
		dispatcher: d, kind: of, owner: rand.Text(), id: a.ID,
		request:  kind.Request{GitHub: gh, Event: event.Event{Repository: a.Repository, InstallationID: a.InstallationID, Subject: a.Subject}},
		identity: of.Descriptor().Identity(a.Repository.ID, a.Subject),
	}
	err := w.supersede(ctx, a.ID, forgotten)
	w.killOvertaken(ctx)
	if githubapp.Permanent(err) {
		slog.WarnContext(ctx, "could not show that an analysis ended", "analysis_id", a.ID, "error", err)
		return nil
	}
	return err
}
