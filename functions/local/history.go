package main

import (
	"context"
	"iter"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// lookBack is the number of changes before a range that are measured for its scale: about a third has no production lines, and some
// are by bots.
const lookBack = 2 * yardstick.MaxEntries

// history scores the changes of a repository's history, each on the scale of the earlier ones.
type history struct {
	log         gitlog.Log
	firstParent bool // score what landed, not each non-merge commit
	diffOnly    bool
	window      yardstick.Window // of the changes scored so far
	outcomes    *outcomes        // of scored changes; nil: not collected
	hazards     hazards          // of the changes scored so far; nil: not collected
}

// scoredChange is a change of the history with its risk.
type scoredChange struct {
	sha  string
	risk risk.Assessment
}

// changes scores the changes of the range, oldest first. Commits reachable from starts are not in the range, but count as its
// history.
func (h *history) changes(ctx context.Context, starts []string, span string) iter.Seq2[scoredChange, error] {
	return func(yield func(scoredChange, error) bool) {
		past := &gitlog.Tracker{}
		for _, err := range h.before(ctx, past, starts) {
			if err != nil {
				yield(scoredChange{}, err)
				return
			}
		}
		for c, err := range h.landed(ctx, past, 0, span) {
			if err != nil {
				yield(scoredChange{}, err)
				return
			}
			if !yield(scoredChange{c.SHA, h.place(c)}, nil) {
				return
			}
		}
	}
}

// before reads the history before a range, and scores its last changes.
func (h *history) before(ctx context.Context, past *gitlog.Tracker, starts []string) iter.Seq2[gitlog.Landed, error] {
	return func(yield func(gitlog.Landed, error) bool) {
		if len(starts) == 0 {
			return
		}
		for c, err := range h.landed(ctx, past, lookBack, starts...) {
			if err == nil {
				h.place(c)
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// landed returns the changes with their history; only the newest n if n is not 0.
func (h *history) landed(ctx context.Context, past *gitlog.Tracker, n int, revisions ...string) iter.Seq2[gitlog.Landed, error] {
	log := h.log
	log.Unread = filekind.NeverRun()
	if h.firstParent {
		return log.Landed(ctx, past, n, revisions...)
	}
	return log.NewestWithHistory(ctx, past, n, revisions...)
}

// place scores the change on the scale of the earlier ones, and adds it to the scale.
func (h *history) place(c gitlog.Landed) risk.Assessment {
	placed := h.compare(c)
	if h.outcomes != nil {
		h.outcomes.add(c, placed)
	}
	if h.hazards != nil {
		h.hazards.add(c.SHA, placed)
	}
	return placed
}

func (h *history) compare(c gitlog.Landed) risk.Assessment {
	facts := change.Measure(c.Patches)
	facts.Fix = change.SaysFix(c.Title)
	if !h.diffOnly {
		facts.History = c.History
	}
	assessed := risk.Assess(facts)
	entry, scored := yardstick.EntryOf(assessed, c.SHA, yardstick.Digest("", c.Author), c.Time)
	if !scored {
		return assessed
	}
	scale := h.window.Scale(risk.Model, c.SHA)
	if !change.IsBot(c.Author) {
		h.window.AddCompared(entry, &scale)
	}
	return scale.Place(assessed)
}
