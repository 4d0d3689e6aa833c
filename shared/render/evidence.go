package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
)

// measured is what was measured: what changed, and the score with all that makes it up.
func (p page) measured() []section {
	var out []section
	if f := p.a.Facts; f != nil {
		rows := []string{"| Class | Files | Added | Deleted |", "| --- | ---: | ---: | ---: |"}
		for _, c := range f.Classes {
			rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s |", p.cell(strings.ReplaceAll(string(c.Class), "_", " ")),
				number(c.Files), number(c.Additions), number(c.Deletions)))
		}
		out = append(out, paragraph("### What changed\n\n"+totalWords(f.Total)+" in "+directories(f.Directories)+".\n\n"+strings.Join(rows, "\n")))
	}
	if r := p.a.Risk; r != nil && (r.Score > 0 || r.Level != change.Low) { // else every row would be a zero
		rows := []string{"| Signal | Measured | Points |", "| --- | --- | ---: |"}
		for _, s := range r.Signals {
			rows = append(rows, fmt.Sprintf("| %s | %s | %.1f |", p.cell(strings.ReplaceAll(s.Name, "_", " ")), p.cell(s.Reason), s.Points))
		}
		rows = append(rows, fmt.Sprintf("| **score** | %s | **%.1f** |", p.cell(string(r.Level)), r.Score))
		out = append(out, paragraph("### How the risk is made up\n\n"+strings.Join(rows, "\n")))
	}
	return out
}

func totalWords(t change.Totals) string {
	return fmt.Sprintf("%s: %s added, %s deleted", count(t.Files, "file"), count(t.Additions, "line"), number(t.Deletions))
}

func directories(n int) string {
	if n == 1 {
		return "1 directory"
	}
	return number(n) + " directories"
}

// about is the truth about the analysis itself: what it saw, what it left out, and what it took.
func (p page) about() section {
	var out []string
	say := func(format string, values ...any) { out = append(out, fmt.Sprintf(format, values...)) }
	a := p.a
	if f := a.Facts; f != nil {
		if f.Omitted.Files > 0 {
			say("Facts are kept of the %s that matter most; %s more are only summed.", count(len(f.Files), "file"), number(f.Omitted.Files))
		}
		if f.Unpatched > 0 {
			say("GitHub gave no diff of %s with changed lines.", count(f.Unpatched, "file"))
		}
		if f.Unreadable > 0 {
			say("The diff of %s could not be read whole.", count(f.Unreadable, "file"))
		}
	}
	if p.v.outcome == reviewed || p.v.outcome == measured || p.v.outcome == failed {
		out = append(out, p.coverage()...)
	}
	if p.v.outcome == reviewed {
		if a.Usage.Unanswered > 0 {
			say("%s.", capital(p.unanswered()))
		}
		say("%s.", p.findingsWords())
	}
	if u := a.Usage; u.Model != "" || u.Calls > 0 || p.v.outcome == reviewed {
		say("Model: %s.", p.usage())
	}
	say("Attempt %d of %s at `%s`.", a.Attempt, p.path(a.ID), sha7(a.HeadSHA))
	if p.Version != "" {
		say("DevPlus %s.", p.path(p.Version))
	}
	return list("### About this analysis", out)
}

// coverage says what the model was shown of the change.
func (p page) coverage() []string {
	c := p.a.Coverage
	if c == nil {
		return nil
	}
	what := "Prepared for the model"
	if p.v.outcome == reviewed {
		what = "Shown to the model"
	}
	var less string
	if n := len(c.Clipped); n > 0 {
		less += ", " + number(n) + " in part"
	}
	if n := len(c.Skipped); n > 0 {
		less += ", " + number(n) + " by name only"
	}
	out := []string{fmt.Sprintf("%s: %s of %s whole%s; %s of diff in %s.",
		what, number(c.Read), count(c.Files, "file"), less, size(c.Bytes), count(c.Parts, "part"))}
	for _, note := range c.Clipped {
		out = append(out, "In part: "+p.path(note.Path)+", "+p.inline(note.Reason))
	}
	out = append(out, p.notes("By name only", c.Skipped)...)
	if n := len(c.Redacted); n > 0 {
		out = append(out, fmt.Sprintf("%s replaced by a placeholder.", secrets(n)))
		out = append(out, p.notes("Redacted", c.Redacted)...)
	}
	if c.Unlisted > 0 {
		out = append(out, fmt.Sprintf("%s not listed here.", count(c.Unlisted, "more such file")))
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
	return number(n) + " secrets were"
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
		files[note.Reason] = append(files[note.Reason], p.path(note.Path))
	}
	var out []string
	for _, reason := range reasons {
		for named := range slices.Chunk(files[reason], maxNamed) {
			out = append(out, what+", "+p.inline(reason)+": "+strings.Join(named, ", "))
		}
	}
	return out
}

// findingsWords accounts for every finding of the answer.
func (p page) findingsWords() string {
	v := p.v
	words := []string{fmt.Sprintf("Findings: %s on lines of the diff", number(len(v.onDiff)))}
	for _, part := range []struct {
		n    int
		what string
	}{
		{len(v.offDiff), "elsewhere in changed files, moved to the text"},
		{v.merged, "merged as repetitions"},
		{v.dropped, "dropped because their file is not in the change"},
	} {
		if part.n > 0 {
			words = append(words, number(part.n)+" "+part.what)
		}
	}
	return strings.Join(words, ", ")
}

func (p page) usage() string {
	u := p.a.Usage
	model := "not named"
	if u.Model != "" {
		model = p.path(u.Model)
	}
	counted := "tokens not counted"
	if u.InputTokens != nil && u.OutputTokens != nil {
		counted = tokens(*u.InputTokens) + " in, " + tokens(*u.OutputTokens) + " out"
	}
	calls := ""
	if u.Calls > 0 {
		calls = count(u.Calls, "call")
	}
	return joined(model, calls, counted, cost(u.CostUSD))
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
