package ledger

import (
	"slices"
	"time"
)

const (
	// calm is the round after which a review converges: from then on few new findings are shown, the rest is deferred.
	calm = 2
	// maxLate is how many new findings a round after calm shows.
	maxLate = 3
)

// Verdict is a model's status of an open finding.
type Verdict string

// The verdicts.
const (
	Present  Verdict = "present"
	Mended   Verdict = "fixed"
	CantTell Verdict = "cant_tell"
)

// Answer is a verdict with the lines that fix the finding.
type Answer struct {
	Verdict     Verdict
	Path        string // of the new file that has them; "" for none
	First, Last int    // from 1
	Doubt       bool   // about the finding, by a second look
}

// Round is one review of a head.
type Round struct {
	ID      string // of the analysis and its attempt
	Head    string
	At      time.Time // when the review ended
	Code    Code
	Prompt  int               // version
	Found   []Finding         // with path, lines, severity, category and title; the most important first
	Answers map[string]Answer // of the findings that were open, by name
	Whole   bool              // the model answered for all that it was sent
	Unsent  []string          // paths that it was not sent
	Full    bool              // everything was read again, on request
	Summary string            // the model's summary of the change
	Verdict string
}

// Advance returns the ledger after a round. A round that is in it already changes nothing.
func (l *Ledger) Advance(r Round) *Ledger {
	next := *l
	next.Findings, next.Dismissed, next.Reviewed = slices.Clone(l.Findings), slices.Clone(l.Dismissed), slices.Clone(l.Reviewed)
	if l.Applied == r.ID {
		return &next
	}
	a := &advance{Ledger: &next, Round: r, first: l.Rounds == 0}
	a.follow()
	a.raise()
	a.settle()
	a.read()
	next.Head, next.Applied, next.Summary, next.Verdict = r.Head, r.ID, r.Summary, r.Verdict
	next.Rounds++
	next.bound()
	return &next
}

// advance is the state of one Advance.
type advance struct {
	*Ledger
	Round
	first bool
	moved []string // names of findings whose lines the diff no longer shows
	again []string // names of those that were raised in this round
	fresh []string // and of those that got their name in it
}

// follow moves the findings to where their lines stand now.
func (a *advance) follow() {
	for i := range a.Findings {
		f := &a.Findings[i]
		at, found := place{}, false
		if len(f.Anchor.Lines) > 0 {
			at, found = a.Code.find(f.Anchor, f.Path, f.Line)
		}
		if !found {
			a.moved = append(a.moved, f.Name)
			if file := a.Code.movedFrom(f.Path); file != nil {
				f.Path = file.Path
			}
			continue
		}
		if now, ok := a.Code.anchor(at); ok && slices.Equal(now.Lines, f.Anchor.Lines) {
			f.Anchor = now // its surroundings change from push to push
		}
		length := max(0, f.EndLine-f.Line)
		f.Path, f.Line = at.path, at.from
		if length > 0 {
			f.EndLine = at.from + length
		}
	}
}

// settle ends the open findings whose lines changed. Findings on untouched lines stay open, whatever the model says or forgets, unless a
// line added since then mends them.
func (a *advance) settle() {
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.State != Open || slices.Contains(a.again, f.Name) {
			continue
		}
		unseen := a.Code.leavesOut(f.Path)
		if f.ResolvedBy != "" {
			if !unseen {
				a.settleResolved(f)
			}
			continue
		}
		answer := a.Answers[f.Name]
		changed, shown := !unseen && slices.Contains(a.moved, f.Name), a.Code.file(f.Path) != nil
		switch {
		case answer.Verdict == Mended && (changed || a.addedSince(answer)):
			f.State = Fixed
		case answer.Doubt && !changed:
			f.doubt()
			continue
		case !changed, shown && (answer.Verdict == Present || !a.Whole):
			continue // Present: it moved on to lines that the diff does not show; not Whole: nobody looked
		default:
			f.State = Outdated
		}
		f.EndedAt = a.Round.Head
	}
}

// settleResolved ends an open finding whose conversation a person resolved: with other lines it is fixed, else dismissed.
func (a *advance) settleResolved(f *Finding) {
	if slices.Contains(a.moved, f.Name) {
		f.State, f.EndedAt = Fixed, a.Round.Head
		return
	}
	f.dismissResolved(a.Round.Head)
}

// wasRead reports whether a model read the hunk in an earlier round.
func (l *Ledger) wasRead(h Hunk) bool {
	_, read := slices.BinarySearch(l.Reviewed, h.Change)
	return read
}

// read records which hunks of the head a model has read.
func (a *advance) read() {
	var read []string
	for _, f := range a.Code.Files {
		sent := a.Whole && !slices.Contains(a.Unsent, f.Path)
		for _, h := range f.Hunks {
			if sent || a.wasRead(h) {
				read = append(read, h.Change)
			}
		}
	}
	read = read[:min(len(read), maxReviewed)] // the rest is read again
	slices.Sort(read)
	a.Reviewed = slices.Compact(read)
	a.Known = a.Code.known()
}

// bound drops what ended first: what is outdated, withdrawn or fixed, then of dismissed findings all but what finds them again. Of those that
// stand, late and mild ones give way: a flood of others must not lift a block.
func (l *Ledger) bound() {
	for len(l.Findings) > MaxFindings {
		least := 0
		for i := range l.Findings {
			if l.Findings[i].yieldsTo(&l.Findings[least]) {
				least = i
			}
		}
		if f := l.Findings[least]; f.State == Dismissed {
			l.Dismissed = append(l.Dismissed, Dismissal{f.Path, f.Anchor.Lines[:min(3, len(f.Anchor.Lines))], f.Anchor.Symbol, f.Anchor.Around, f.Severity})
		}
		l.Findings = slices.Delete(l.Findings, least, least+1)
	}
	if n := len(l.Dismissed) - MaxDismissed; n > 0 {
		l.Dismissed = l.Dismissed[n:]
	}
}

// yieldsTo reports whether a finding is dropped before another one, which is older.
func (f *Finding) yieldsTo(older *Finding) bool {
	class := func(f *Finding) int {
		if f.stands() {
			return 4
		}
		return slices.Index([]State{Outdated, Withdrawn, Fixed, Dismissed}, f.State)
	}
	if a, b := class(f), class(older); a != b || !f.stands() {
		return a < b
	}
	if f.Deferred != older.Deferred {
		return f.Deferred
	}
	return rank(f.Severity) > rank(older.Severity)
}
