package render

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// Page is the part of a check run that is specific to a kind.
type Page struct {
	Title   page.Plain     // such as "3 findings, risk 62.3 (high)"; without a review, only its measured part
	Summary []page.Section // most important first
	Text    []page.Section
	Leads   bool          // the title also leads without a review
	Notes   []Note        // at most Writer.Annotations
	About   []page.Inline // entries of "About this analysis" that account for the answer
	Buttons []Button
	Blocked page.Plain // the reason besides the measured risk that the check fails; empty: none

	CheckName string // of the kind's check run
	SentUnit  string // the unit of a flow's input, such as "file"
	SentText  string // the text of a unit, such as "diff"
}

// Note is an annotation to create.
type Note struct {
	path       string
	start, end int
	level      string
	title      page.Plain
	message    page.Plain
}

// NewNote returns an annotation of lines of the new file. end 0 stands for one line.
func NewNote(path string, start, end int, level string, title, message page.Plain) Note {
	return Note{path, start, cmp.Or(end, start), level, title, message}
}

// Annotation returns the note as GitHub takes it.
func (n Note) Annotation() Annotation {
	return Annotation{
		Path: n.path, StartLine: n.start, EndLine: n.end, Level: n.level, Title: n.title.Line(MaxTitle), Message: n.message.Write(MaxMessage),
	}
}

// WriterOf returns the writer of an analysis's pages.
func WriterOf(a *analysis.Analysis, host string) page.Writer {
	return page.Writer{
		Host: host, Repository: a.Repository.FullName(), HeadSHA: a.HeadSHA,
		Refs: []string{a.BaseSHA, a.Subject.Ref, a.Subject.Tag, a.Repository.DefaultBranch}, Annotations: MaxAnnotations,
	}
}

// view is the page of one analysis while it is rendered.
type view struct {
	renderer Renderer
	writer   page.Writer
	content  Page
	a        *analysis.Analysis
	outcome  outcome
	reason   string // why there is no review
}

// view renders the kind's part of an analysis.
func (r Renderer) view(a *analysis.Analysis) view {
	w := WriterOf(a, r.Host)
	w.References = true
	if r.TextOnly {
		w.Annotations = 0
	}
	p := view{renderer: r, writer: w, a: a}
	p.outcome, p.reason = outcomeOf(a)
	if r.Page == nil {
		return p
	}
	var err error
	if p.content, err = r.Page(a, w, p.outcome == reviewed); err != nil && p.outcome == reviewed {
		p.outcome, p.reason = measured, "the stored answer can't be read"
		p.content, _ = r.Page(a, w, false)
	}
	return p
}

// Unreviewed returns why a completed analysis has no review; empty if it has one.
func (r Renderer) Unreviewed(a *analysis.Analysis) string {
	if o, reason := outcomeOf(a); o != reviewed {
		return reason
	}
	return r.view(a).reason // the page shows whether the stored answer can be read
}

// UnreviewedWords describes a result without a review, and why if that is given: in titles, comments and answers to deployments.
func UnreviewedWords(reason string) string {
	words := "not reviewed"
	if reason = withoutStop(reason); reason != "" {
		words += ": " + reason
	}
	return words
}

// Headline returns the check run's title.
func (r Renderer) Headline(a *analysis.Analysis) string { return r.view(a).headline().Line(MaxTitle) }

func (p view) headline() page.Plain {
	switch p.outcome {
	case running:
		now := "Review running"
		switch {
		case p.a.Waiting():
			now = "Waiting for a reviewer"
		case p.a.Held():
			now = "Waiting for further pushes"
		}
		return page.PlainJoin(", ", page.PlainLine(now), p.content.Title)
	case measured:
		why := page.PlainSay("Not reviewed: %s", page.PlainLine(text.Cut(withoutEndpoint(p.reason), 170)))
		if (p.a.Risk != nil || p.content.Leads) && !p.content.Title.Empty() { // known facts come first
			why = page.PlainSay("%s, not reviewed: %s", p.content.Title.Capital(), page.PlainLine(text.Cut(withoutEndpoint(p.reason), 150)))
		}
		next := ""
		if !p.a.Unfunded { // otherwise the reason gives the time
			next = p.nextTry("next try 15:04 UTC", "")
		}
		return page.PlainJoin(", ", why, page.PlainLine(next), p.content.Blocked)
	case forgone:
		why := page.PlainLine(text.Cut("not reviewed: "+withoutEndpoint(p.reason), 170))
		return page.PlainJoin(", ", p.content.Title.Capital(), why, p.content.Blocked)
	case skipped:
		return page.PlainSay("Skipped: %s", page.PlainLine(text.Cut(withoutStop(p.a.SkipReason), 220)))
	case superseded:
		return page.PlainLine(supersededWords(p.a.SupersededBy))
	case failed:
		return page.PlainLine("DevPlus failed")
	}
	return page.PlainJoin(", ", p.content.Title, page.PlainLine(p.unansweredWords()), p.content.Blocked)
}

// nextTry formats the time of the review's next retry in a layout of package time; it returns none if there is no retry.
func (p view) nextTry(layout, none string) string {
	if p.a.NextTry.IsZero() {
		return none
	}
	return p.a.NextTry.UTC().Format(layout)
}

// supersededWords explains what superseded an analysis: a newer head's SHA or a word.
func supersededWords(by string) string {
	switch {
	case isSHA(by):
		return "Outdated: newer commit " + SHA7(by)
	case by == "closed":
		return "Canceled: the pull request was closed"
	case strings.Contains(by, "draft"):
		return "Canceled: the pull request is a draft again"
	case by == "":
		return "Canceled"
	}
	return "Canceled: " + text.Cut(by, 200)
}

func isSHA(s string) bool { return len(s) >= 7 && strings.Trim(s, "0123456789abcdef") == "" }

// supersededBy is supersededWords for the summary.
func (p view) supersededBy() page.Section {
	if by := p.a.SupersededBy; isSHA(by) {
		return page.Statement("%s has its own check.", page.Code(SHA7(by)))
	}
	return page.Statement("%s.", p.writer.Inline(supersededWords(p.a.SupersededBy)))
}

// summary returns the check run's summary.
func (p view) summary() []page.Section {
	inline := func(reason string) page.Inline { return p.writer.Inline(withoutStop(reason)) }
	switch p.outcome {
	case running:
		now := "The review usually takes a few minutes."
		switch {
		case p.a.Waiting():
			now = "The change is measured. Its review begins as soon as a reviewer is free."
		case p.a.Held(): // rounded up to the next minute: the review does not begin on the second
			now = "The change is measured. Pushes came shortly after each other: the review begins at " +
				p.a.HeldUntil.UTC().Add(time.Minute-1).Format("15:04 UTC") + ", unless another one comes before."
		}
		return append([]page.Section{page.Statement("%s", now)}, p.content.Summary...)
	case measured:
		why := page.Statement("%s", page.Join(" ", page.Say("Not reviewed: %s.", inline(p.reason)), page.Text(p.nextReview())))
		if !p.a.NextTry.IsZero() {
			return append([]page.Section{why}, p.content.Summary...)
		}
		return append(slices.Clip(p.content.Summary), why) // known facts come first
	case forgone:
		return append(slices.Clip(p.content.Summary), page.Statement("Not reviewed: %s.", inline(p.reason)))
	case skipped:
		return []page.Section{page.Statement("Skipped: %s.", inline(p.a.SkipReason))}
	case superseded:
		return []page.Section{p.supersededBy()}
	case failed:
		return append([]page.Section{
			page.Statement("The analysis failed: %s.", inline(p.a.Failure)),
			page.Statement("Re-run this check to try again. If it fails again, send %s to whoever runs DevPlus.", page.Code(p.a.ID)),
		}, p.content.Summary...)
	}
	return append(slices.Clip(p.content.Summary), p.unseen(), p.quickReviewReason())
}

// nextReview says when the review is retried.
func (p view) nextReview() string {
	switch {
	case p.a.Unfunded && p.a.NextTry.IsZero():
		return "Nothing reviews it by itself. Budgets are set in .github/devplus.yml, and bounded by the organization and the deployment."
	case p.a.Unfunded:
		return p.nextTry("DevPlus reviews this commit at 2006-01-02 15:04 UTC, if it is the newest of an open pull request then.", "")
	}
	again := ""
	if !analysis.NotSetUp(p.reason) {
		again = p.nextTry("DevPlus tries the review again at 2006-01-02 15:04 UTC. To try sooner, re-run this check.", "To try again, re-run this check.")
	}
	if r := p.a.Risk; r != nil && r.NotScored == "" {
		again = strings.TrimSpace("The score needs no model. " + again)
	}
	return again
}

// quickReviewReason says why only a small review was made.
func (p view) quickReviewReason() page.Section {
	if p.a.Thrift == "" {
		return page.Section{}
	}
	return page.Statement("%s.", p.writer.Inline(text.Capitalize(p.a.Thrift)))
}

// unseen names the production code that the model did not see.
func (p view) unseen() page.Section {
	c := p.a.Coverage
	if c == nil || c.Unseen == 0 {
		return page.Section{}
	}
	names := make([]page.Inline, len(c.UnseenFiles))
	for i, path := range c.UnseenFiles {
		names[i] = page.Code(path)
	}
	list := page.Join(", ", names...)
	if more := c.Unseen - len(names); more > 0 {
		list = page.Say("%s and %s more", list, text.Number(more))
	}
	return page.Statement("%s: %s.", page.Strong("The model has not seen all of %s", text.Count(c.Unseen, "production file")), list)
}

// withoutEndpoint returns a reason for a title, without an endpoint's own words.
func withoutEndpoint(reason string) string {
	reason, _, _ = strings.Cut(withoutStop(reason), " (the model endpoint ")
	return reason
}

// withoutStop drops the full stop of a reason, for use within a sentence.
func withoutStop(reason string) string { return strings.TrimRight(strings.TrimSpace(reason), ".") }

// ByModel adds to a section's heading that its entries are the model's words.
func ByModel(h page.Head) page.Head { return h.Intro(page.Say("In the model's words:")) }

// ModelSays returns a text of the model as a quotation that names the model as its author.
func ModelSays(said page.Blocks) page.Section {
	return page.Headed(page.Head{}, page.Quoted("In the model's words:", said))
}
