package ledger

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/text"
)

// Reasons why a finding can't be dismissed or reopened.
var (
	ErrNoFinding = errors.New("there is no finding of that name")
	ErrEnded     = errors.New("the finding is over by itself")
)

// maxWhy bounds a person's reason, in bytes.
const maxWhy = 200

// Dismiss returns the ledger with a finding dismissed. quiet means that the person may not lift a block: the finding is no longer shown
// as open, but still fails the check. A person who may lift the block can do so afterwards.
func (l *Ledger) Dismiss(name, by, why string, quiet bool) (*Ledger, error) {
	return l.change(name, func(f *Finding) error {
		switch {
		case f.State == Dismissed && (quiet || !f.Quiet):
			return nil
		case f.State != Open && f.State != Dismissed:
			return ErrEnded
		}
		f.State, f.By, f.Why, f.Quiet, f.EndedAt = Dismissed, by, text.Cut(why, maxWhy), quiet, l.Head
		f.ResolvedBy, f.ResolvedOwn = "", false // opening the conversation again does not undo it
		return nil
	})
}

// Reopen returns the ledger with a dismissed finding among the open ones again, as a person asked for at that time.
func (l *Ledger) Reopen(name string, at time.Time) (*Ledger, error) {
	return l.change(name, func(f *Finding) error {
		switch f.State {
		case Open:
			return nil
		case Dismissed:
			f.State, f.By, f.Why, f.Quiet, f.EndedAt = Open, "", "", false, ""
			f.ResolvedBy, f.ResolvedOwn, f.ReopenedAt = "", false, at
			return nil
		}
		return ErrEnded
	})
}

// Show returns the ledger with the states of findings that a review's comments show.
func (l *Ledger) Show(names []string, head string, as State) *Ledger {
	next := *l
	next.Findings = slices.Clone(l.Findings)
	for i := range next.Findings {
		if f := &next.Findings[i]; slices.Contains(names, f.Name) {
			f.ShownAt, f.ShownAs = cmp.Or(f.ShownAt, head), as
		}
	}
	return &next
}

func (l *Ledger) change(name string, change func(*Finding) error) (*Ledger, error) {
	i := slices.IndexFunc(l.Findings, func(f Finding) bool { return f.Name == name })
	if i < 0 {
		return nil, ErrNoFinding
	}
	next := *l
	next.Findings = slices.Clone(l.Findings)
	if err := change(&next.Findings[i]); err != nil {
		return nil, err
	}
	return &next, nil
}
