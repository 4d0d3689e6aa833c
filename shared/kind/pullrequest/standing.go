package pullrequest

import (
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// standing returns the ledger that an analysis shows; nil if it has none.
func standing(a *analysis.Analysis) *ledger.Ledger {
	if len(a.Evidence) == 0 {
		return nil
	}
	e, err := readEvidence(a.Evidence)
	if err != nil {
		return nil
	}
	return e.Ledger
}

// OpenFindings returns the findings that are open at an analysis's head, those of earlier heads among them. An analysis without a ledger
// has those of its result, if it has one that can be read.
func OpenFindings(a *analysis.Analysis) []Finding {
	if l := standing(a); l != nil {
		return openIn(l)
	}
	result, err := DecodeResult(a.Result)
	if err != nil {
		return nil
	}
	return result.withoutRefuted()
}

// blocked names the finding that fails the check; empty if none does.
func blocked(a *analysis.Analysis) page.Plain {
	severity, l := settings.Of(a.Settings).BlockSeverity, standing(a)
	if l == nil || severity == "" {
		return page.Plain{}
	}
	f, blocks := l.Blocks(severity)
	if !blocks {
		return page.Plain{}
	}
	return page.PlainSay("blocked by the model's finding %s", page.PlainLine(f.Name))
}

// standingWords counts the findings of all commits, such as "2 open, 3 fixed since abc1234, 1 dismissed", and reports whether one has ended.
// The commit is the first at which one of those that are fixed was found.
func standingWords(l *ledger.Ledger) (words page.Inline, ended bool) {
	if l == nil {
		return words, false
	}
	var counts []page.Inline
	for _, state := range []ledger.State{ledger.Open, ledger.Fixed, ledger.Dismissed, ledger.Outdated, ledger.Withdrawn} {
		found := l.In(state)
		if len(found) == 0 {
			continue
		}
		count := page.Say("%s %s", text.Number(len(found)), string(state))
		if state == ledger.Fixed {
			first := slices.MinFunc(found, func(a, b ledger.Finding) int { return a.Number() - b.Number() })
			count = page.Say("%s since %s", count, page.Code(render.SHA7(first.RaisedAt)))
		}
		counts, ended = append(counts, count), ended || state != ledger.Open
	}
	return page.Join(", ", counts...), ended
}

// endings lists the findings that have ended and those found late, each with its reason. Dismissed ones, which a review may find again, are
// folded.
func endings(l *ledger.Ledger, w page.Writer) (ended, dismissed page.Section) {
	if l == nil {
		return ended, dismissed
	}
	var entries, folded []page.Inline
	entry := func(f ledger.Finding, what page.Inline) {
		said := page.Say("%s %s: %s %s", page.Strong("%s", f.Name), what, page.Code(f.Path), w.Inline(f.Title))
		if f.State == ledger.Dismissed {
			folded = append(folded, said)
			return
		}
		entries = append(entries, said)
	}
	for _, f := range l.In(ledger.Open) {
		if f.Deferred {
			entry(f, page.Say("found late"))
		}
	}
	for _, state := range []ledger.State{ledger.Fixed, ledger.Dismissed, ledger.Outdated} {
		for _, f := range l.In(state) {
			what := page.Say("%s", string(state))
			switch {
			case f.By != "" && f.Why != "":
				what = page.Say("%s by %s (%s)", what, page.Code(f.By), w.Inline(f.Why))
			case f.By != "":
				what = page.Say("%s by %s", what, page.Code(f.By))
			case f.EndedAt != "":
				what = page.Say("%s at %s", what, page.Code(render.SHA7(f.EndedAt)))
			}
			entry(f, what)
		}
	}
	words := page.Say("Their titles are the model's words.")
	return page.List(page.Heading("Findings of earlier reviews").Intro(words), entries), page.Folded("Dismissed here before", page.List(page.Head{}.Intro(words), folded))
}

// withdrawn lists, folded, the findings that a line of code refuted before anyone saw them.
func withdrawn(l *ledger.Ledger, w page.Writer) page.Section {
	if l == nil {
		return page.Section{}
	}
	var entries []page.Inline
	for _, f := range l.In(ledger.Withdrawn) {
		entry := page.Say("%s: %s %s", page.Strong("%s", f.Name), page.Code(f.Path), w.Inline(f.Title))
		if f.Quote != "" {
			entry = page.Say("%s. Refuted by %s", entry, page.Code(text.OneLine(f.Quote)))
		}
		entries = append(entries, entry)
	}
	head := page.Head{}.Intro(page.Say("A second call to the model quoted code that refutes them. Their titles are the model's words."))
	return page.Folded("Withdrawn findings", page.List(head, entries))
}
