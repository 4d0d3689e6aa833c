package ledger

import (
	"slices"
	"time"
)

// resolvedWhy is why a finding whose conversation was resolved is dismissed.
const resolvedWhy = "the conversation was resolved"

// Resolve returns the ledger with a finding whose conversation somebody resolved. It stays open until the next head or the merge: GitHub
// resolves a conversation by itself when its suggestion is committed, and then the finding is fixed. own says that they may not lift a block.
// at is when GitHub said so: a message that comes late, or twice, does not end a finding that was opened again since.
func (l *Ledger) Resolve(name, by string, own bool, at time.Time) (*Ledger, error) {
	return l.change(name, func(f *Finding) error {
		if f.State == Open && at.After(f.ReopenedAt) {
			f.ResolvedBy, f.ResolvedOwn = by, own
		}
		return nil
	})
}

// Unresolve returns the ledger with a finding whose conversation was opened again. It is open if only that had dismissed it.
func (l *Ledger) Unresolve(name string) (*Ledger, error) {
	return l.change(name, func(f *Finding) error {
		if f.State == Dismissed && f.ResolvedBy != "" {
			f.State, f.By, f.Why, f.Quiet, f.EndedAt = Open, "", "", false, ""
		}
		f.ResolvedBy, f.ResolvedOwn = "", false
		return nil
	})
}

// Merge returns the ledger once its last head is merged: a finding whose conversation was resolved is dismissed.
func (l *Ledger) Merge() *Ledger {
	next := *l
	next.Findings = slices.Clone(l.Findings)
	for i := range next.Findings {
		if f := &next.Findings[i]; f.State == Open && f.ResolvedBy != "" {
			f.dismissResolved(l.Head)
		}
	}
	return &next
}

// dismissResolved ends a finding whose conversation was resolved and whose lines are as they were.
func (f *Finding) dismissResolved(head string) {
	f.State, f.By, f.Why, f.Quiet, f.EndedAt = Dismissed, f.ResolvedBy, resolvedWhy, f.ResolvedOwn, head
}
