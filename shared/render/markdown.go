package render

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/page"
)

// Shown is the part of a check run that GitHub shows.
type Shown struct {
	Name          string
	Status        string // in_progress or completed
	Conclusion    Conclusion
	Title         string
	Summary, Text string // Markdown
	Annotations   []Annotation
}

// Markdown renders a whole check run, annotations included, as one document of any length.
func (r Renderer) Markdown(run Shown) string {
	w := page.Writer{Host: r.Host}
	parts := []string{"# " + w.Inline(run.Name+": "+run.Title).Markdown(), run.effect(), run.Summary}
	notes := make([]page.Blocks, len(run.Annotations))
	for i, a := range run.Annotations {
		place := fmt.Sprintf("%s:%d", a.Path, a.StartLine)
		if a.EndLine > a.StartLine {
			place += fmt.Sprintf("-%d", a.EndLine)
		}
		title := page.Say("%s (%s) %s", page.Code(place), a.Level, w.Inline(a.Title))
		notes[i] = page.Paragraphs(title).Then(w.Block(a.Message))
	}
	parts = append(parts, page.Whole(page.Items(page.Heading("Annotations"), notes).Apart()), run.Text)
	var written []string
	for _, part := range parts {
		if part != "" {
			written = append(written, part)
		}
	}
	return strings.Join(written, "\n\n") + "\n"
}

// effect says what the check does to a pull request: GitHub demands success, skipped or neutral where a check is required ("About protected
// branches").
func (r Shown) effect() string {
	switch r.Conclusion {
	case "":
		return ""
	case Failure, Cancelled:
		return "Blocks merging where this check is required."
	}
	return "Does not block merging."
}
