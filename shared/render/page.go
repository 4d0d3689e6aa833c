package render

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Page is what a kind says of one analysis; the Renderer says what all kinds have in common. Text in sections is Markdown.
type Page struct {
	Title       string    // one line of plain text, such as "3 findings, risk 62.3 (high)"; without a review, the measured part of it
	Summary     []Section // what a reader must know, in the order in which it matters
	Text        []Section
	Annotations []Annotation // at most Writer.Annotations
	About       []string     // what became of the answer: entries of "About this analysis"

	CheckName string // of the kind's check run
	SentUnit  string // what a flow is sent, such as "file"
	SentText  string // such as "diff"
}

// Writer writes the pieces of a page. Its methods make text that is not trusted harmless.
type Writer struct {
	Host        string // whose pages may be linked; empty: github.com
	Repository  string // "owner/name"
	HeadSHA     string
	Annotations int // how many GitHub takes
}

func (w Writer) sanitiser() sanitiser { return sanitiser{cmp.Or(w.Host, "github.com")} }

// Inline gives untrusted text, its code and its kept links in one line.
func (w Writer) Inline(untrusted string) string { return w.sanitiser().inline(untrusted) }

// Block gives the paragraphs, lists and code blocks of untrusted text.
func (w Writer) Block(untrusted string) string { return w.sanitiser().block(untrusted) }

// Cell is Inline for a table.
func (w Writer) Cell(untrusted string) string { return w.sanitiser().cell(untrusted) }

// Code gives a path, a name or an ID as code.
func (w Writer) Code(untrusted string) string { return w.sanitiser().path(untrusted) }

// Blob links lines of a file at the head, end 0 for one line, start 0 for the file.
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

// NewAnnotation makes a note on lines of the new file from texts that Plain has made harmless. end 0 is start.
func NewAnnotation(path string, start, end int, level, title, message string) Annotation {
	return Annotation{
		Path: path, StartLine: start, EndLine: cmp.Or(end, start), Level: level,
		Title: PlainLine(title, MaxTitle), Message: text.Cut(message, MaxMessage),
	}
}

// page is one analysis being written.
type page struct {
	Renderer
	Writer
	Page
	a       *analysis.Analysis
	outcome outcome
	why     string // there is no review
}

// page looks at the analysis and has its kind write what it says of it.
func (r Renderer) page(a *analysis.Analysis) page {
	p := page{Renderer: r, Writer: Writer{Host: r.Host, Repository: a.Repository.FullName(), HeadSHA: a.HeadSHA, Annotations: MaxAnnotations}, a: a}
	if r.TextOnly {
		p.Writer.Annotations = 0
	}
	p.outcome, p.why = outcomeOf(a)
	if r.Page == nil {
		return p
	}
	var err error
	if p.Page, err = r.Page(a, p.Writer, p.outcome == reviewed); err != nil && p.outcome == reviewed {
		p.outcome, p.why = measured, "the stored answer can't be read"
		p.Page, _ = r.Page(a, p.Writer, false)
	}
	return p
}

// Unreviewed is why a completed analysis has no review; empty when it has one.
func (r Renderer) Unreviewed(a *analysis.Analysis) string { return r.page(a).why }

// Headline is the check run's one line.
func (r Renderer) Headline(a *analysis.Analysis) string { return r.page(a).headline() }

func (p page) headline() string {
	switch p.outcome {
	case running:
		return Joined("Review running", p.Title)
	case measured:
		return "Measured, not reviewed: " + PlainLine(sentenceless(p.why), 180) + ", next try none"
	case skipped:
		return "Not reviewed: " + PlainLine(sentenceless(p.a.SkipReason), 220)
	case superseded:
		return supersededWords(p.a.SupersededBy)
	case failed:
		return "DevPlus failed"
	}
	return Joined(p.Title, p.unanswered())
}

// supersededWords says what ended an analysis: a newer head's SHA or a word.
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

// summary is the check run's first part.
func (p page) summary() []Section {
	switch p.outcome {
	case running:
		return append([]Section{Paragraph("The review is running.")}, p.Summary...)
	case measured:
		return append([]Section{
			Paragraph("Measured, but not reviewed: " + p.Inline(sentenceless(p.why)) + "."),
			Paragraph("Nothing tries again by itself: push, or re-run this check."),
		}, p.Summary...)
	case skipped:
		return []Section{Paragraph("Not reviewed: " + p.Inline(sentenceless(p.a.SkipReason)) + ".")}
	case superseded:
		return []Section{Paragraph(supersededWords(p.Inline(p.a.SupersededBy)) + ". The analysis of `" + SHA7(p.a.HeadSHA) + "` was given up.")}
	case failed:
		return append([]Section{
			Paragraph("DevPlus gave this analysis up: " + p.Inline(sentenceless(p.a.Failure)) + "."),
			Paragraph("Re-run this check to try again."),
		}, p.Summary...)
	}
	return p.Summary
}

// sentenceless drops the full stop of a reason that goes into the middle of a sentence.
func sentenceless(reason string) string { return strings.TrimRight(strings.TrimSpace(reason), ".") }

// Link is a Markdown link of a trusted label to a trusted address.
func Link(label, address string) string { return "[" + label + "](" + linkTarget(address) + ")" }
