package render

import (
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/settings"
)

// Renderer renders analyses as check runs.
type Renderer struct {
	Host    string // the host that links may lead to; empty: github.com
	Version string // of DevPlus
	// TextOnly puts all findings into the text, for use when GitHub rejects the annotations.
	TextOnly bool
	// Sharing are the analyses of other open pull requests with the same commit: see share.
	Sharing []*analysis.Analysis
	// Page renders the page of the analysis's kind, with reviewed including the flow's answer. It fails if the answer can't be read.
	Page func(a *analysis.Analysis, w page.Writer, reviewed bool) (Page, error)
}

// CheckRun is the content of a check run.
type CheckRun struct {
	Name        string
	Status      string     // in_progress or completed
	Conclusion  Conclusion // of a completed one
	Title       string     // plain text, as GitHub shows it
	Summary     page.Markdown
	Text        page.Markdown
	Annotations []Annotation
	Buttons     []Button
}

// Shown returns the parts that GitHub shows.
func (run CheckRun) Shown() Shown {
	return Shown{run.Name, run.Status, run.Conclusion, run.Title, run.Summary.String(), run.Text.String(), run.Annotations}
}

// Button is a button of a check run, at most three. GitHub bounds the label and the identifier to 20 characters, the description to 40.
type Button struct{ Label, Description, Identifier string }

// Annotation is a note on lines of the new file. GitHub shows title and message as plain text.
type Annotation struct {
	Path      string `json:"path"`
	StartLine int    `json:"start_line"`
	EndLine   int    `json:"end_line"`
	Level     string `json:"annotation_level"` // failure, warning or notice
	Title     string `json:"title"`
	Message   string `json:"message"`
}

// CheckRun renders the check run of an analysis. It is in progress, with the measurements so far, until the analysis is completed,
// published, skipped, superseded or failed.
func (r Renderer) CheckRun(a *analysis.Analysis) CheckRun {
	p := r.view(a)
	run := CheckRun{
		Name: p.content.CheckName, Status: "completed", Conclusion: conclusion(settings.Of(a.Settings).Check, p.outcome, a.Risk, !p.content.Blocked.Empty()),
		Title: p.headline().Line(MaxTitle), Annotations: []Annotation{},
	}
	shared := r.share(p, &run)
	run.Summary = page.Compose(MaxText, slices.Concat([]page.Section{shared}, p.summary(), p.fault()))
	if p.outcome != superseded {
		run.Buttons = p.content.Buttons
	}
	for _, n := range p.content.Notes {
		run.Annotations = append(run.Annotations, n.Annotation())
	}
	sections := p.content.Text
	if p.outcome == superseded { // no buttons
		sections = nil
	}
	if p.outcome == running {
		run.Status = "in_progress"
	} else {
		sections = append(slices.Clip(sections), p.about())
	}
	run.Text = page.Compose(MaxText, sections)
	return run
}
