package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Markdown renders a whole check run, annotations included, as one document of any length.
func (r Renderer) Markdown(run CheckRun) string {
	s := sanitizer{cmp.Or(r.Host, "github.com")}
	state := string(run.Conclusion)
	if state == "" {
		state = strings.ReplaceAll(run.Status, "_", " ")
	}
	parts := []string{"# " + s.inline(run.Name+": "+run.Title), "Check run: " + state + ".", run.Summary}
	if len(run.Annotations) > 0 {
		notes := make([]string, len(run.Annotations))
		for i, a := range run.Annotations {
			place := fmt.Sprintf("%s:%d", a.Path, a.StartLine)
			if a.EndLine > a.StartLine {
				place += fmt.Sprintf("-%d", a.EndLine)
			}
			notes[i] = fmt.Sprintf("- %s (%s) %s\n\n  %s", s.path(place), a.Level, s.inline(a.Title), Indent(s.block(a.Message), 2))
		}
		parts = append(parts, "### Annotations\n\n"+strings.Join(notes, "\n\n"))
	}
	parts = append(parts, run.Text)
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.Join(parts, "\n\n") + "\n"
}
