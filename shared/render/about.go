package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// about is the truth about the analysis itself: what it saw, what it left out, and what it took.
func (p page) about() Section {
	var out []string
	say := func(format string, values ...any) { out = append(out, fmt.Sprintf(format, values...)) }
	a := p.a
	if f := a.Facts; f != nil {
		if f.Omitted.Files > 0 {
			say("Facts are kept of the %s that matter most; %s more are only summed.", text.Count(len(f.Files), "file"), text.Number(f.Omitted.Files))
		}
		if f.Unpatched > 0 {
			say("GitHub gave no diff of %s with changed lines.", text.Count(f.Unpatched, "file"))
		}
		if f.Unreadable > 0 {
			say("The diff of %s could not be read whole.", text.Count(f.Unreadable, "file"))
		}
	}
	if p.outcome == reviewed || p.outcome == measured || p.outcome == failed {
		out = append(out, p.coverage()...)
	}
	if p.outcome == reviewed {
		if a.Usage.Unanswered > 0 {
			say("%s.", text.Capitalize(p.unanswered()))
		}
		out = append(out, p.About...)
	}
	if u := a.Usage; u.Model != "" || u.Calls > 0 || p.outcome == reviewed {
		say("Model: %s.", p.usage())
	}
	say("Attempt %d of %s at `%s`.", a.Attempt, p.Code(a.ID), SHA7(a.HeadSHA))
	if p.Version != "" {
		say("DevPlus %s.", p.Code(p.Version))
	}
	return List("### About this analysis", out)
}

// coverage says what the model was shown of the change.
func (p page) coverage() []string {
	c := p.a.Coverage
	if c == nil {
		return nil
	}
	what := "Prepared for the model"
	if p.outcome == reviewed {
		what = "Shown to the model"
	}
	var less string
	if n := len(c.Clipped); n > 0 {
		less += ", " + text.Number(n) + " in part"
	}
	if n := len(c.Skipped); n > 0 {
		less += ", " + text.Number(n) + " by name only"
	}
	out := []string{fmt.Sprintf("%s: %s of %s whole%s; %s of %s in %s.",
		what, text.Number(c.Read), text.Count(c.Files, p.SentUnit), less, Size(c.Bytes), p.SentText, text.Count(c.Parts, "part"))}
	for _, note := range c.Clipped {
		out = append(out, "In part: "+p.Code(note.Path)+", "+p.Inline(note.Reason))
	}
	out = append(out, p.notes("By name only", c.Skipped)...)
	if n := len(c.Redacted); n > 0 {
		out = append(out, fmt.Sprintf("%s replaced by a placeholder.", secrets(n)))
		out = append(out, p.notes("Redacted", c.Redacted)...)
	}
	if c.Unlisted > 0 {
		out = append(out, fmt.Sprintf("%s not listed here.", text.Count(c.Unlisted, "more such file")))
	}
	if c.Truncated {
		out = append(out, "The change has more files than the 3,000 that GitHub lists; the rest was not seen.")
	}
	return out
}

func secrets(n int) string {
	if n == 1 {
		return "1 secret was"
	}
	return text.Number(n) + " secrets were"
}

// maxNamed is how many files one entry names: an entry is left out whole where the text is too long.
const maxNamed = 50

// notes names the files by reason, the reasons in the order in which they come first.
func (p page) notes(what string, notes []analysis.FileNote) []string {
	var reasons []string
	files := map[string][]string{}
	for _, note := range notes {
		if files[note.Reason] == nil {
			reasons = append(reasons, note.Reason)
		}
		files[note.Reason] = append(files[note.Reason], p.Code(note.Path))
	}
	var out []string
	for _, reason := range reasons {
		for named := range slices.Chunk(files[reason], maxNamed) {
			out = append(out, what+", "+p.Inline(reason)+": "+strings.Join(named, ", "))
		}
	}
	return out
}

func (p page) unanswered() string {
	if p.a.Usage.Unanswered == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s without an answer", text.Number(p.a.Usage.Unanswered), text.Count(p.a.Usage.Parts, "part"))
}

func (p page) usage() string {
	u := p.a.Usage
	model := "not named"
	if u.Model != "" {
		model = p.Code(u.Model)
	}
	counted := "tokens not counted"
	if u.InputTokens != nil && u.OutputTokens != nil {
		counted = tokens(*u.InputTokens) + " in, " + tokens(*u.OutputTokens) + " out"
	}
	calls := ""
	if u.Calls > 0 {
		calls = text.Count(u.Calls, "call")
	}
	return Joined(model, calls, counted, cost(u.CostUSD))
}
