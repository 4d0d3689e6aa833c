package render

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// GitHub's limits ("Create a check run", "Create an issue comment"). It counts characters; here they are bytes, which are never
// fewer.
const (
	MaxAnnotations = 50
	MaxTitle       = 255
	MaxText        = 65535 // of a summary and of a text
	MaxMessage     = 64<<10 - 1
	MaxComment     = 65535
)

// Renderer holds what is said beside the analysis itself.
type Renderer struct {
	Host    string // whose pages may be linked; empty: github.com
	Version string // DevPlus's own
	Policy  Policy
	NextTry time.Time // when a degraded analysis is tried again; zero: not by itself
	// TextOnly puts all findings into the text, for when GitHub refuses the annotations.
	TextOnly bool
}

// CheckRun is a check run as GitHub takes it.
type CheckRun struct {
	Name        string       `json:"name"`
	Status      string       `json:"status"`               // in_progress or completed
	Conclusion  Conclusion   `json:"conclusion,omitempty"` // of a completed one
	Title       string       `json:"title"`                // plain text, as GitHub shows it
	Summary     string       `json:"summary"`              // Markdown
	Text        string       `json:"text"`                 // Markdown
	Annotations []Annotation `json:"annotations"`
}

// Annotation is a note on lines of the new file. GitHub shows title and message as plain text.
type Annotation struct {
	Path      string `json:"path"`
	StartLine int    `json:"start_line"`
	EndLine   int    `json:"end_line"`
	Level     string `json:"annotation_level"` // failure, warning or notice
	Title     string `json:"title"`
	Message   string `json:"message"`
}

// InProgress is the check run while the workflow is at work: what was measured so far.
func (r Renderer) InProgress(a *analysis.Analysis) CheckRun {
	p := r.page(a, view{outcome: running})
	return CheckRun{
		Name: a.Kind.CheckName(), Status: "in_progress", Title: p.title(), Annotations: []Annotation{},
		Summary: compose(MaxText, []section{paragraph("The review is running."), paragraph(p.risk())}),
		Text:    compose(MaxText, p.measured()),
	}
}

// Completed is the check run of an analysis that is completed, published, skipped, superseded or failed; in other states it is
// InProgress. A result is shown as far as it can be placed in the diff: see Place.
func (r Renderer) Completed(a *analysis.Analysis) CheckRun {
	v := look(a)
	if v.outcome == running {
		return r.InProgress(a)
	}
	p := r.page(a, v)
	run := CheckRun{
		Name: a.Kind.CheckName(), Status: "completed", Conclusion: r.Policy.Conclusion(a), Title: p.title(),
		Summary: compose(MaxText, p.summary()), Annotations: []Annotation{},
	}
	limit, further := MaxAnnotations, fmt.Sprintf("### Further findings\n\nGitHub takes %d annotations; these rank below them.", MaxAnnotations)
	if r.TextOnly {
		limit, further = 0, "### Findings on changed lines"
	}
	annotated, rest := v.onDiff[:min(len(v.onDiff), limit)], v.onDiff[min(len(v.onDiff), limit):]
	for _, f := range annotated {
		run.Annotations = append(run.Annotations, annotation(f))
	}
	var text []section
	if v.outcome == reviewed {
		text = append(text, p.walkthrough(),
			p.details("### Findings not on changed lines\n\nGitHub can't show these in the diff.", v.offDiff),
			p.details(further, rest),
			p.testAdvice())
	}
	text = append(text, p.measured()...)
	run.Text = compose(MaxText, append(text, p.about()))
	return run
}

func annotation(f analysis.Finding) Annotation {
	message := plain(f.Explanation)
	if strings.Count("\n"+message, "\n```")%2 == 1 { // what follows is not code
		message += "\n```"
	}
	if suggestion := plain(f.Suggestion); suggestion != "" {
		message += "\n\nSuggestion: " + suggestion
	}
	return Annotation{
		Path: f.Path, StartLine: f.Line, EndLine: cmp.Or(f.EndLine, f.Line), Level: annotationLevel(f.Severity),
		Title:   plainLine(severityWord(f.Severity)+": "+f.Title, MaxTitle),
		Message: cutBytes(message+"\n\n"+aside(f), MaxMessage),
	}
}

// page is one analysis being written.
type page struct {
	Renderer
	sanitiser
	a *analysis.Analysis
	v view
}

func (r Renderer) page(a *analysis.Analysis, v view) page {
	r.Host = cmp.Or(r.Host, "github.com")
	return page{r, sanitiser{r.Host}, a, v}
}

// title is the check run's one line.
func (p page) title() string { return cutBytes(p.headline(), MaxTitle) }

func (p page) headline() string {
	switch p.v.outcome {
	case running:
		return joined("Review running", p.riskWords())
	case measured:
		next := "none"
		if !p.NextTry.IsZero() {
			next = p.NextTry.UTC().Format("2006-01-02 15:04 UTC")
		}
		tail := ", next try " + next
		return "Measured, not reviewed: " + plainLine(sentenceless(degradedBy(p.a)), 180) + tail
	case skipped:
		return "Not reviewed: " + plainLine(sentenceless(p.a.SkipReason), 220)
	case superseded:
		return supersededWords(p.a.SupersededBy)
	case failed:
		return "DevPlus failed"
	}
	findings := "No findings"
	if n := len(p.v.ranked); n > 0 {
		findings = count(n, "finding")
	}
	return joined(findings, p.riskWords(), p.unanswered())
}

// riskWords is "risk 62.3 (high)"; empty when nothing was measured.
func (p page) riskWords() string {
	if p.a.Risk == nil {
		return ""
	}
	return fmt.Sprintf("risk %s (%s)", trimZero(p.a.Risk.Score), p.a.Risk.Level)
}

func (p page) unanswered() string {
	if p.a.Usage.Unanswered == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s without an answer", number(p.a.Usage.Unanswered), count(p.a.Usage.Parts, "part"))
}

// supersededWords says what ended an analysis: a newer head's SHA or a word.
func supersededWords(by string) string {
	switch {
	case len(by) >= 7 && strings.Trim(by, "0123456789abcdef") == "":
		return "Superseded by " + sha7(by)
	case by == "closed":
		return "Stopped: the pull request was closed"
	case strings.Contains(by, "draft"):
		return "Stopped: the pull request is a draft again"
	case by == "":
		return "Stopped"
	}
	return "Stopped: " + plainLine(by, 200)
}

// blob is the address of a line, or lines, of a file at the head.
func (p page) blob(path string, line, end int) string {
	address := &url.URL{
		Scheme: "https", Host: p.Host,
		Path: "/" + p.a.Repository.FullName() + "/blob/" + p.a.HeadSHA + "/" + path,
	}
	fragment := fmt.Sprintf("#L%d", line)
	if end > line {
		fragment += fmt.Sprintf("-L%d", end)
	}
	return linkTarget(address.String() + fragment)
}

// place links a finding's lines.
func (p page) place(f analysis.Finding) string {
	label := p.path(fmt.Sprintf("%s:%s", f.Path, lines(f)))
	return "[" + label + "](" + p.blob(f.Path, f.Line, f.EndLine) + ")"
}

func lines(f analysis.Finding) string {
	if f.EndLine > f.Line {
		return fmt.Sprintf("%d-%d", f.Line, f.EndLine)
	}
	return fmt.Sprint(f.Line)
}

// joined puts the parts that are not empty in a row.
func joined(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ", ")
}

// sentenceless drops the full stop of a reason that goes into the middle of a sentence.
func sentenceless(reason string) string { return strings.TrimRight(strings.TrimSpace(reason), ".") }
