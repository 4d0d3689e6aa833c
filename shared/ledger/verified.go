package ledger

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Verified is the outcome of a finding's verification; "" without one.
type Verified string

// The outcomes of a verification.
const (
	Proven     Verified = "proven"     // a line of code shows it
	Refuted    Verified = "refuted"    // a line of code shows that it is none
	Unproven   Verified = "unproven"   // no line of code decides
	Unverified Verified = "unverified" // there was no time, or no answer
)

// doubtful reports whether a finding should be shown as a question.
func (v Verified) doubtful() bool { return v == Unproven || v == Refuted }

// milder returns the next lower severity; the lowest stays.
func milder(severity string) string {
	all := []string{
		string(analysis.SeverityCritical), string(analysis.SeverityHigh), string(analysis.SeverityMedium), string(analysis.SeverityLow),
	}
	i := slices.Index(all, severity)
	if i < 0 {
		return severity
	}
	return all[min(i+1, len(all)-1)]
}

// worse returns the worse one of two severities.
func worse(a, b string) string {
	if rank(b) < rank(a) {
		return b
	}
	return a
}

// asked returns a title as a question.
func asked(title string) string {
	return strings.TrimRight(title, " .!?") + "?"
}

// doubt takes up a doubt about a finding that is open: it is asked from now on, one step milder. Another doubt changes nothing.
func (f *Finding) doubt() {
	if f.Verified != Unproven {
		f.Verified, f.Quote, f.Severity, f.Title = Unproven, "", milder(f.Severity), asked(f.Title)
	}
}

// Untouched returns the open findings whose lines the code has, where they stand in it.
func (l *Ledger) Untouched(c Code) (all []Finding) {
	for _, f := range l.In(Open) {
		if at, found := c.find(f.Anchor, f.Path, f.Line); found && len(f.Anchor.Lines) > 0 {
			f.Path, f.Line = at.path, at.from
			all = append(all, f)
		}
	}
	return all
}
