package render

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Page is the part of a check run that is specific to a kind. Text in sections is Markdown.
type Page struct {
	Title       string    // one line of plain text, such as "3 findings, risk 62.3 (high)"; without a review, only its measured part
	Summary     []Section // most important first
	Text        []Section
	Annotations []Annotation // at most Writer.Annotations
	About       []string     // entries of "About this analysis" that account for the answer

	CheckName string // of the kind's check run
	SentUnit  string // the units that a flow is sent, such as "file"
	SentText  string // their text, such as "diff"
}

// Writer renders the pieces of a page. Its methods make untrusted text harmless.
type Writer struct {
	Host        string // the host that links may lead to; empty: github.com
	Repository  string // "owner/name"
	HeadSHA     string
	Annotations int // the most annotations that a page may have
}

func (w Writer) sanitizer() sanitizer { return sanitizer{cmp.Or(w.Host, "github.com")} }

// Inline renders untrusted text in one line, with its code and its safe links.
func (w Writer) Inline(untrusted string) string { return w.sanitizer().inline(untrusted) }

// Block renders the paragraphs, lists and code blocks of untrusted text.
func (w Writer) Block(untrusted string) string { return w.sanitizer().block(untrusted) }

// Cell is Inline for a table.
func (w Writer) Cell(untrusted string) string { return w.sanitizer().cell(untrusted) }

// Code renders a path, a name or an ID as code.
func (w Writer) Code(untrusted string) string { return w.sanitizer().path(untrusted) }

// Blob links lines of a file at the head. end 0 stands for one line, start 0 for the whole file.
func (w Writer) Blob(path string, start, end int) string {
	label, fragment := path, ""
	if start > 0 {
		label, fragment = label+":"+strconv.Itoa(start), "#L"+strconv.Itoa(start)
	}
	if end > start {
		label, fragment = label+"-"+strconv.Itoa(end), fragment+"-L"+strconv.Itoa(end)
	}
	return w.link(w.Code(label), "blob/"+w.HeadSHA+"/"+path, fragment)
}

// PullRequest links a pull request of the repository: [#12](…/pull/12).
func (w Writer) PullRequest(number int) string {
	return w.link("#"+strconv.Itoa(number), "pull/"+strconv.Itoa(number), "")
}

// Commit links a commit of the repository by its short SHA.
func (w Writer) Commit(sha string) string { return w.link(w.Code(SHA7(sha)), "commit/"+sha, "") }

func (w Writer) link(label, path, fragment string) string {
	address := &url.URL{Scheme: "https", Host: cmp.Or(w.Host, "github.com"), Path: "/" + w.Repository + "/" + path}
	return Link(label, address.String()+fragment)
}

// NewAnnotation returns an annotation of lines of the new file. The message must come from Plain. end 0 stands for one line.
func NewAnnotation(path string, start, end int, level, title, message string) Annotation {
	return Annotation{
		Path: path, StartLine: start, EndLine: cmp.Or(end, start), Level: level,
		Title: PlainLine(title, MaxTitle), Message: text.Cut(message, MaxMessage),
	}
}

// page is the page of one analysis while it is rendered.
type page struct {
	renderer Renderer
	writer   Writer
	content  Page
	a        *analysis.Analysis
	outcome  outcome
	reason   string // why there is no review
}

// page renders the kind's part of an analysis.
func (r Renderer) page(a *analysis.Analysis) page {
	w := Writer{Host: r.Host, Repository: a.Repository.FullName(), HeadSHA: a.HeadSHA, Annotations: MaxAnnotations}
	if r.TextOnly {
		w.Annotations = 0
	}
	p := page{renderer: r, writer: w, a: a}
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
func (r Renderer) Unreviewed(a *analysis.Analysis) string { return r.page(a).reason }

// UnreviewedWords describes a result without a review, and why if that is given: in titles, comments and answers to deployments.
func UnreviewedWords(reason string) string {
	words := "measured, not reviewed"
	if reason = withoutStop(reason); reason != "" {
		words += ": " + reason
	}
	return words
}

// Headline returns the check run's title.
func (r Renderer) Headline(a *analysis.Analysis) string { return r.page(a).headline() }

func (p page) headline() string {
	switch p.outcome {
	case running:
		if p.a.Waiting() {
			return Joined("Waiting for a reviewer", p.content.Title)
		}
		return Joined("Review running", p.content.Title)
	case measured:
		return text.Capitalize(UnreviewedWords(PlainLine(withoutStop(p.reason), 180))) + ", next try " + p.nextTry("15:04 UTC", "none")
	case skipped:
		return "Not reviewed: " + PlainLine(withoutStop(p.a.SkipReason), 220)
	case superseded:
		return supersededWords(p.a.SupersededBy)
	case failed:
		return "DevPlus failed"
	}
	return Joined(p.content.Title, p.unansweredWords())
}

// nextTry returns when the review is tried again, in a layout of package time, or none.
func (p page) nextTry(layout, none string) string {
	if p.a.NextTry.IsZero() {
		return none
	}
	return p.a.NextTry.UTC().Format(layout)
}

// supersededWords explains what superseded an analysis: a newer head's SHA or a word.
func supersededWords(by string) string {
	switch {
	case len(by) >= 7 && strings.Trim(by, "0123456789abcdef") == "":
		return "Superseded by " + SHA7(by)
	case by == "closed":
		return "Stopped: the pull request was closed"
	case strings.Contains(by, "draft"):
		return "Stopped: the pull request is a draft again"
	case by == "":
		return "Stopped"
	}
	return "Stopped: " + PlainLine(by, 200)
}

// summary returns the check run's summary.
func (p page) summary() []Section {
	inline := func(reason string) string { return p.writer.Inline(withoutStop(reason)) }
	switch p.outcome {
	case running:
		now := "The review is running."
		if p.a.Waiting() {
			now = "The change is measured. Its review begins as soon as a reviewer is free."
		}
		return append([]Section{Paragraph(now)}, p.content.Summary...)
	case measured:
		return append([]Section{
			Paragraph("Measured, but not reviewed: " + inline(p.reason) + "."),
			Paragraph(p.nextTry("DevPlus tries the review again at 2006-01-02 15:04 UTC. To try sooner, re-run this check.",
				"Nothing tries again by itself: push, or re-run this check.")),
		}, p.content.Summary...)
	case skipped:
		return []Section{Paragraph("Not reviewed: " + inline(p.a.SkipReason) + ".")}
	case superseded:
		by := supersededWords(p.writer.Inline(p.a.SupersededBy))
		return []Section{Paragraph(by + ". The analysis of `" + SHA7(p.a.HeadSHA) + "` was given up.")}
	case failed:
		return append([]Section{
			Paragraph("DevPlus gave this analysis up: " + inline(p.a.Failure) + "."),
			Paragraph("Re-run this check to try again."),
		}, p.content.Summary...)
	}
	return p.content.Summary
}

// withoutStop drops the full stop of a reason, for use within a sentence.
func withoutStop(reason string) string { return strings.TrimRight(strings.TrimSpace(reason), ".") }

// Link returns a Markdown link with a trusted label to a trusted address.
func Link(label, address string) string { return "[" + label + "](" + linkTarget(address) + ")" }
