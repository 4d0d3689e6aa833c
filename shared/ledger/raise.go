package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/text"
)

// raise adds the round's findings.
func (a *advance) raise() {
	late := 0
	for _, found := range a.Found {
		found.Title = text.Cut(found.Title, maxTitle)
		if found.EndLine <= found.Line {
			found.EndLine = 0
		}
		found.Anchor, _ = a.Code.anchor(found.place())
		if found.Verified == Unproven {
			found.Severity, found.Title = milder(found.Severity), asked(found.Title)
		}
		if known := a.same(found); known != nil && !(found.Verified == Refuted && known.State == Open && known.Category != found.Category) {
			a.repeat(known, found)
			continue
		}
		if a.dismissedBefore(found) {
			continue
		}
		if !a.first && !a.Full && rank(found.Severity) > 0 && a.reviewed(found) {
			continue // the model raises it again on unchanged lines
		}
		a.Named++
		found.Name, found.State, found.RaisedAt = fmt.Sprint("F", a.Named), Open, a.Head()
		found.ProvenAt, found.Prompt = a.Head(), a.Prompt
		if found.Verified == Refuted {
			found.State, found.EndedAt = Withdrawn, a.Head()
			a.Findings = append(a.Findings, found)
			continue
		}
		if a.Rounds >= calm && rank(found.Severity) > 0 && !a.Full {
			if late++; late > maxLate {
				found.Deferred = true
			}
		}
		a.Findings = append(a.Findings, found)
		a.again, a.fresh = append(a.again, found.Name), append(a.fresh, found.Name)
	}
}

// Head is the round's head.
func (a *advance) Head() string { return a.Round.Head }

// same returns the finding that found repeats: one whose lines overlap, or which lost its lines to a change of the same function. Of several,
// it prefers one of found's category.
func (a *advance) same(found Finding) *Finding {
	var best *Finding
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.Category != found.Category && (f.State == Withdrawn || slices.Contains(a.fresh, f.Name)) {
			continue // that one was wrong says nothing of another, and one answer may find two defects of a line
		}
		gone := slices.Contains(a.moved, f.Name)
		at := !gone && f.place().overlaps(found.place())
		edited := gone && f.State == Open && f.Path == found.Path && f.Category == found.Category && f.Anchor.Symbol == found.Anchor.Symbol &&
			a.Answers[f.Name].Verdict != Mended
		if (at || edited) && (best == nil || cmp.Or(precedence(f.State)-precedence(best.State), otherThan(f, found)-otherThan(best, found)) < 0) {
			best = f
		}
	}
	return best
}

// otherThan returns 1 if the finding is of another category than found, else 0.
func otherThan(f *Finding, found Finding) int {
	if f.Category != found.Category {
		return 1
	}
	return 0
}

// precedence orders the findings of one place: a person's decision counts most.
func precedence(s State) int {
	return slices.Index([]State{Dismissed, Open, Withdrawn, Fixed, Outdated}, s)
}

// repeat takes up a finding that has a name already.
func (a *advance) repeat(known *Finding, found Finding) {
	if found.Verified == Refuted && known.State != Open {
		return
	}
	switch known.State {
	case Dismissed:
		if rank(found.Severity) >= rank(known.Severity) {
			return
		}
	case Withdrawn:
		if found.Verified != Proven && rank(found.Severity) >= rank(known.Severity) {
			return
		}
	case Open:
		if slices.Contains(a.again, known.Name) { // the same in two parts
			return
		}
		moved := slices.Contains(a.moved, known.Name)
		if known.ResolvedBy != "" && !moved && rank(found.Severity) >= rank(known.Severity) {
			return // settle dismisses it
		}
	}
	if known.State != Open {
		known.Verified, known.Quote, known.ReopenedAt = "", "", a.At
	}
	known.State, known.By, known.Why, known.Quiet, known.EndedAt = Open, "", "", false, ""
	known.ResolvedBy, known.ResolvedOwn = "", false
	known.Path, known.Line, known.EndLine, known.Anchor = found.Path, found.Line, found.EndLine, found.Anchor
	a.again = append(a.again, known.Name)
	a.moved = slices.DeleteFunc(a.moved, func(name string) bool { return name == known.Name })
	if found.Verified.doubtful() {
		known.doubt()
	}
	if found.Verified == Refuted { // people have seen it: that one of two looks was wrong is no reason to hide it
		return
	}
	doubted := known.Verified == Unproven && found.Verified != Unproven && found.Verified != Proven // from before
	if doubted {
		found.Severity, found.Title = milder(found.Severity), asked(found.Title)
	}
	known.Severity = worse(known.Severity, found.Severity)
	known.Title, known.Explanation, known.Suggestion, known.Confidence = found.Title, found.Explanation, found.Suggestion, found.Confidence
	if found.Verified == Proven || found.Verified != "" && known.Verified == "" {
		known.Verified, known.Quote = found.Verified, found.Quote
	}
	known.Replacement, known.ProvenAt = found.Replacement, a.Head()
}

// dismissedBefore reports whether the found lines have a dismissal that the list has no room for.
func (a *advance) dismissedBefore(found Finding) bool {
	return slices.ContainsFunc(a.Dismissed, func(d Dismissal) bool {
		at, ok := a.Code.find(Anchor{Lines: d.Lines, Symbol: d.Symbol, Around: d.Around}, d.Path, found.Line)
		return ok && at.overlaps(found.place()) && rank(found.Severity) >= rank(d.Severity)
	})
}

// reviewed reports whether a model read the hunk of the found lines in an earlier round, or the change leaves these lines as they are.
func (a *advance) reviewed(found Finding) bool {
	f := a.Code.file(found.Path)
	if f == nil || f.Omitted {
		return false
	}
	for _, h := range f.Hunks {
		if h.Start <= found.Line && found.Line < h.Start+len(h.Lines) {
			return a.wasRead(h)
		}
	}
	return true
}
