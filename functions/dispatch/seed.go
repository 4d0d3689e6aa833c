package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/text"
)

const (
	maxSeeded = 150 // merged pull requests considered for a repository's scale: a third has no production lines
	seedPage  = 25  // of these in one event: some 50 requests
)

// seed adds a page of merged pull requests to the scale of a repository that has too few analyzed changes, or whose changes another version
// of the model has measured. The next event continues, so that background work stops where people need GitHub's limit.
func (d *dispatcher) seed(ctx context.Context, gh *githubapp.Repository, e event.Event) error {
	branch := e.Repository.DefaultBranch
	y, err := d.Store.Yardstick(ctx, e.Repository.ID)
	if err != nil || branch == "" {
		return err
	}
	s := y.SeedOf(risk.Model)
	known, err := y.Window()
	if err != nil || s.Done || len(known.Scale(risk.Model, "").History) >= yardstick.OwnFrom {
		return err
	}
	set, err := d.settings.Known(ctx, e.Repository.ID, e.Repository.Owner)
	if err != nil || set.Repository.KeepsNothing() {
		return err
	}
	pulls, next, err := gh.PastPulls(ctx, branch, seedPage, s.After)
	if err != nil {
		return err
	}
	var entries []yardstick.Entry
	for _, p := range pulls {
		if known.Has(store.YardstickSubject(p.Number), risk.Model) {
			continue
		}
		entry, scored, err := d.past(ctx, gh, e.Repository.ID, p)
		switch {
		case githubapp.Permanent(err):
			slog.WarnContext(ctx, "could not add a merged pull request to the scale", "pull", p.Number, "error", err)
		case err != nil:
			return err
		case scored:
			entries = append(entries, entry)
		}
	}
	s.Looked += len(pulls)
	s.After, s.Done = next, next == "" || s.Looked >= maxSeeded
	err = d.Store.ChangeYardstick(ctx, e.Repository.ID, func(y *store.Yardstick) error {
		y.Seeded, y.ExpireAt = s, d.Now().Add(set.Retention())
		if err := y.Add(entries...); err != nil {
			return err
		}
		known, err = y.Window()
		return err
	})
	if err != nil {
		return err
	}
	slog.InfoContext(ctx, "scale seeded", "looked_at", s.Looked, "added", len(entries), "done", s.Done)
	if s.Done || len(known.Scale(risk.Model, "").History) >= yardstick.OwnFrom {
		return nil
	}
	e.Delivery = seedDelivery(e.Delivery, s.Looked)
	if err := d.Topics.PublishEvent(ctx, e); err != nil {
		return fmt.Errorf("continuing the scale: %w", err)
	}
	return nil
}

// past measures a merged pull request as if it were opened now; false if it has no score or nobody wrote it.
func (d *dispatcher) past(ctx context.Context, gh *githubapp.Repository, repositoryID int64, p githubapp.PastPull) (yardstick.Entry, bool, error) {
	if p.AuthorID == "" {
		return yardstick.Entry{}, false, nil
	}
	patches, unlisted, err := gh.Files(ctx, p.Number)
	if err != nil {
		return yardstick.Entry{}, false, err
	}
	facts := change.Measure(patches)
	facts.AddUnlisted(unlisted)
	facts.Fix = change.SaysFix(p.Title)
	if facts.Source.Files > 0 {
		facts.History, err = gh.ChangeHistory(ctx, githubapp.HistoryQuery{BaseSHA: p.BaseSHA, HeadSHA: p.HeadSHA, AuthorID: p.AuthorID, Patches: patches})
		switch {
		case errors.Is(err, githubapp.ErrNotFound), githubapp.Permanent(err): // such as a base that Git has garbage-collected
			facts.History = nil
		case err != nil:
			return yardstick.Entry{}, false, err
		}
	}
	author := yardstick.Digest(strconv.FormatInt(repositoryID, 10), p.AuthorID)
	entry, scored := yardstick.EntryOf(risk.Assess(facts), store.YardstickSubject(p.Number), author, p.MergedAt)
	return entry, scored, nil
}

// seeded matches the suffix that seedDelivery adds.
var seeded = regexp.MustCompile(`-s\d+$`)

// seedDelivery returns the delivery ID of the event that continues; it is always the same.
func seedDelivery(delivery string, looked int) string {
	return text.Head(seeded.ReplaceAllString(delivery, ""), 58) + "-s" + strconv.Itoa(looked)
}
