package dispatch

import (
	"cmp"
	"context"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/ledger"
)

// settleThread records that a conversation on a finding was resolved, which counts at the next head or at merge, or opened again, which counts
// at once. The event is a hint: it reads the conversation's current state and owner from GitHub.
func (d *dispatcher) settleThread(ctx context.Context, gh *githubapp.Repository, e event.Event) error {
	there, err := gh.Reviewed(ctx, e.Subject.Number)
	if err != nil {
		return d.verdict(ctx, e, err, func(error) error { return nil })
	}
	i := slices.IndexFunc(there.Threads, func(t githubapp.OwnThread) bool { return t.ID == e.Thread })
	if i < 0 {
		return nil
	}
	thread := there.Threads[i]
	name, by := pullrequest.FindingOf(thread.Body), cmp.Or(thread.ResolvedBy, e.Sender.Login)
	quiets, err := d.onlyQuiets(ctx, gh, e, thread)
	if err != nil {
		return d.verdict(ctx, e, err, func(error) error { return nil })
	}
	c := commanded{dispatcher: d, gh: gh, event: e}
	l, err := d.Store.UpdateLatest(ctx, c.latestID(), func(l *analysis.Latest) error {
		before, err := ledger.Decode(l.Ledger)
		if err != nil {
			return err
		}
		var after *ledger.Ledger
		if thread.IsResolved {
			after, err = before.Resolve(name, by, quiets(l), e.ReceivedAt)
		} else {
			after, err = before.Unresolve(name)
		}
		if err != nil {
			return nil // a finding of a forgotten pull request
		}
		l.Ledger, err = after.Encode()
		return err
	})
	if err != nil || thread.IsResolved {
		return err
	}
	return c.reshow(ctx, l, nil) // even if nothing changed: an earlier delivery may have crashed before this
}

// onlyQuiets returns whether the person who resolved a conversation may not lift a block, by the rules of the dismiss command. An App never
// may.
func (d *dispatcher) onlyQuiets(ctx context.Context, gh *githubapp.Repository, e event.Event, t githubapp.OwnThread) (func(*analysis.Latest) bool, error) {
	if !t.IsResolved || t.ResolvedBy == "" {
		return func(*analysis.Latest) bool { return true }, nil
	}
	set, err := d.settings.Of(ctx, gh, e.Repository.Owner)
	if err != nil {
		return nil, err
	}
	pull, err := gh.PullRequest(ctx, e.Subject.Number)
	if err != nil {
		return nil, err
	}
	own, err := isOwn(ctx, gh, pull, t.ResolverID)
	return func(l *analysis.Latest) bool { return (own || pushed(l, t.ResolvedBy)) && !set.SelfDismiss }, err
}
