package render

import (
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// about describes the analysis itself: what was sent to the model, what was left out, and the model's usage.
func (p view) about() page.Section {
	var out []page.Inline
	a := p.a
	if f := a.Facts; f != nil {
		if f.Omitted.Files > 0 {
			out = append(out, page.Say("Facts are kept of the %s that matter most; %s more are only summed.",
				text.Count(len(f.Files), "file"), text.Number(f.Omitted.Files)))
		}
		if f.Unpatched > 0 {
			out = append(out, page.Say("GitHub gave no diff of %s with changed lines.", text.Count(f.Unpatched, "file")))
		}
		if f.Unreadable > 0 {
			out = append(out, page.Say("The diff of %s could not be read whole.", text.Count(f.Unreadable, "file")))
		}
	}
	if p.outcome == reviewed || a.ExecutionID != "" && (p.outcome == measured || p.outcome == failed) {
		out = append(out, p.coverage()...)
	}
	if a.Coverage != nil && a.Coverage.Truncated {
		out = append(out, page.Say("The change has more files than the 3,000 that GitHub lists; the rest was not seen."))
	}
	if p.outcome == reviewed {
		if a.Usage.Unanswered > 0 {
			out = append(out, page.Say("%s.", text.Capitalize(p.unansweredWords())))
		}
		if n := a.Usage.Clipped; n > 0 {
			out = append(out, page.Say("The model's answer was too long in %s: cut there.", text.Count(n, "place")))
		}
		out = append(out, p.content.About...)
	}
	if u := a.Usage; u.Model != "" || u.Calls > 0 || p.outcome == reviewed {
		out = append(out, page.Say("Model: %s.", p.usageWords()))
	}
	out = append(out, p.modelInput()...)
	out = append(out, p.settings()...)
	out = append(out, page.Say("Attempt %s of %s at %s.", a.Attempt, page.Code(a.ID), page.Code(SHA7(a.HeadSHA))))
	if p.renderer.Version != "" {
		out = append(out, page.Say("DevPlus %s.", page.Code(p.renderer.Version)))
	}
	return page.List(page.Heading("About this analysis"), out)
}

// modelInput names the model's input besides the subject: the version of its prompt, and files of the default branch.
func (p view) modelInput() (out []page.Inline) {
	c := p.a.Coverage
	if c == nil || p.outcome != reviewed {
		return nil
	}
	if c.Prompt != "" {
		out = append(out, page.Say("Prompt: %s.", page.Code(string(p.a.Kind)+"@"+c.Prompt)))
	}
	var files []page.Inline
	for _, f := range c.Guidelines {
		files = append(files, page.Code(f.Path+"@"+SHA7(f.SHA)))
	}
	if len(files) > 0 {
		out = append(out, page.Say("Guidelines: %s.", page.Join(", ", files...)))
	}
	return out
}

// coverage describes what was sent to the model, or what the workflow had for it.
func (p view) coverage() []page.Inline {
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
	out := []page.Inline{page.Say("%s: %s of %s whole%s; %s of %s in %s%s.",
		what, text.Number(c.Read), text.Count(c.Files, p.content.SentUnit), less, Size(c.Bytes), p.content.SentText, text.Count(c.Parts, "part"),
		surroundingWords(c.Surroundings))}
	if c.Surroundings != nil && c.Surroundings.Unread {
		out = append(out, page.Say("The diff alone: GitHub did not give the repository's files, so no definitions and callers stand beside it."))
	}
	if c.Surroundings != nil && c.Surroundings.Partial {
		out = append(out, page.Say("The repository is too large to search whole: definitions and callers come from the changed files and their folders."))
	}
	for _, note := range c.Clipped {
		out = append(out, page.Say("In part: %s, %s", page.Code(note.Path), p.writer.Inline(note.Reason)))
	}
	out = append(out, p.filesByReason("By name only", c.Skipped)...)
	if n := len(c.Redacted); n > 0 {
		out = append(out, page.Say("%s replaced by a placeholder.", secretsWere(n)))
		out = append(out, p.filesByReason("Redacted", c.Redacted)...)
	}
	if c.Unlisted > 0 {
		out = append(out, page.Say("%s not listed here.", text.Count(c.Unlisted, "more such file")))
	}
	return out
}

// surroundingWords counts what was shown beside the diff.
func surroundingWords(s *analysis.Surroundings) string {
	if s == nil {
		return ""
	}
	words := ""
	for _, part := range []struct {
		shown, found int
		what         string
	}{{s.Functions, s.FunctionsFound, "changed function"}, {s.Definitions, s.DefinitionsFound, "definition"}} {
		if part.found > 0 {
			words += "; " + text.Number(part.shown) + " of " + text.Count(part.found, part.what)
		}
	}
	if s.Replaced > 0 {
		words += "; " + text.Count(s.Replaced, "function", "functions") + " as before the change"
	}
	if s.Callers > 0 {
		words += "; " + text.Count(s.Callers, "caller")
	}
	if s.Tests > 0 {
		words += "; " + text.Count(s.Tests, "test")
	}
	if s.Issues > 0 {
		words += "; " + text.Count(s.Issues, "issue")
	}
	if s.Checks > 0 {
		words += "; " + text.Count(s.Checks, "report of a failed check", "reports of failed checks")
	}
	return words
}

func secretsWere(n int) string {
	if n == 1 {
		return "1 secret was"
	}
	return text.Number(n) + " secrets were"
}

// maxNamed bounds the files that one entry names. Entries are small, because a text that is too long loses whole entries.
const maxNamed = 50

// filesByReason lists the files under each reason, in the order of the notes.
func (p view) filesByReason(title string, notes []analysis.FileNote) []page.Inline {
	var reasons []string
	files := map[string][]page.Inline{}
	for _, note := range notes {
		if files[note.Reason] == nil {
			reasons = append(reasons, note.Reason)
		}
		files[note.Reason] = append(files[note.Reason], page.Code(note.Path))
	}
	var out []page.Inline
	for _, reason := range reasons {
		for named := range slices.Chunk(files[reason], maxNamed) {
			out = append(out, page.Say("%s, %s: %s", title, p.writer.Inline(reason), page.Join(", ", named...)))
		}
	}
	return out
}

// unansweredWords counts the parts without an answer; empty if there are none.
func (p view) unansweredWords() string {
	if p.a.Usage.Unanswered == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s without an answer", text.Number(p.a.Usage.Unanswered), text.Count(p.a.Usage.Parts, "part"))
}

func (p view) usageWords() page.Inline {
	u := p.a.Usage
	model := page.Say("not named")
	if u.Model != "" {
		model = page.Code(u.Model)
	}
	counted := "tokens not counted"
	if u.InputTokens != nil && u.OutputTokens != nil {
		counted = tokens(*u.InputTokens) + " in, " + tokens(*u.OutputTokens) + " out"
	}
	calls := ""
	if u.Calls > 0 {
		calls = text.Count(u.Calls, "call")
	}
	return page.Join(", ", model, page.Text(calls), page.Text(counted), page.Text(cost(u.CostUSD)))
}
