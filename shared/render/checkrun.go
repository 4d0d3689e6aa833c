package render

import (
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// Renderer holds what is said beside the analysis itself.
type Renderer struct {
	Host    string // whose pages may be linked; empty: github.com
	Version string // DevPlus's own
	// TextOnly puts all findings into the text, for when GitHub refuses the annotations.
	TextOnly bool
	// Page is what the analysis's kind says of it, with reviewed its answer included; an error says that the answer can't be read.
	Page func(a *analysis.Analysis, w Writer, reviewed bool) (Page, error)
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

// CheckRun is the check run of an analysis: in progress, with what was measured so far, until it is completed, published, skipped,
// superseded or failed.
func (r Renderer) CheckRun(a *analysis.Analysis) CheckRun {
	p := r.page(a)
	run := CheckRun{
		Name: p.CheckName, Status: "completed", Conclusion: conclusion(settings.Of(a.Settings).Check, p.outcome, a.Risk),
		Title: text.Cut(p.headline(), MaxTitle), Summary: Compose(MaxText, p.summary()),
		Annotations: append([]Annotation{}, p.Page.Annotations...),
	}
	text := p.Text
	if p.outcome == running {
		run.Status = "in_progress"
	} else {
		text = append(text[:len(text):len(text)], p.about())
	}
	run.Text = Compose(MaxText, text)
	return run
}
