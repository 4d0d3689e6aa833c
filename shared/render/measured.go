package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/text"
)

// Risk explains the score of a change; empty if nothing was measured.
func (w Writer) Risk(r *risk.Assessment) string {
	if r == nil {
		return ""
	}
	if r.Probability <= 0 {
		return fmt.Sprintf("**Risk %s (%s)**, measured: no lines that run in production changed.", Decimal(r.Score), r.Level)
	}
	return fmt.Sprintf("**Risk %s (%s)**, measured: riskier than %s%% of the changes that the score was fitted on; "+
		"about %s of such changes needed a fix later.",
		Decimal(r.Score), r.Level, Decimal(r.Score), Percent(r.Probability))
}

// RiskWords returns "risk 62.3 (high)"; empty if nothing was measured.
func RiskWords(r *risk.Assessment) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf("risk %s (%s)", Decimal(r.Score), r.Level)
}

// Changed counts the changed files and lines by class.
func (w Writer) Changed(f *change.Facts) Section {
	if f == nil {
		return Section{}
	}
	rows := make([][]string, len(f.Classes))
	for i, c := range f.Classes {
		rows[i] = []string{w.Cell(spaced(string(c.Class))), text.Number(c.Files), text.Number(c.Additions), text.Number(c.Deletions)}
	}
	head := "### What changed\n\n" + totalWords(f.Total) + " in " + directoryWords(f.Directories) + "."
	return Table(head, []string{"Class", "Files:", "Added:", "Deleted:"}, rows)
}

// Shares shows the points of each signal in the score.
func (w Writer) Shares(r *risk.Assessment) Section {
	if r == nil || r.Score <= 0 && r.Level == change.Low { // every row would be zero
		return Section{}
	}
	var rows [][]string
	for _, s := range r.Signals {
		if s.Value == 0 && s.Points == 0 && s.Name != "tests" { // a lack of tests is worth a row
			continue
		}
		rows = append(rows, []string{w.Cell(spaced(s.Name)), w.Cell(s.Reason), w.places(s.Places), fmt.Sprintf("%.1f", s.Points)})
	}
	rows = append(rows, []string{"**score**", w.Cell(string(r.Level)), "", fmt.Sprintf("**%.1f**", r.Score)})
	return Table("### How the risk is made up", []string{"Signal", "Measured", "Where most", "Points:"}, rows)
}

// Touched shows what the changed lines are about.
func (w Writer) Touched(f *change.Facts) Section {
	if f == nil || len(f.Touches) == 0 {
		return Section{}
	}
	var rows [][]string
	for _, t := range f.Touches {
		kind := spaced(t.Kind)
		if t.Detail != "" {
			kind += ": " + t.Detail
		}
		rows = append(rows, []string{w.Cell(kind), text.Number(t.Count), w.places(t.Places)})
	}
	return Table("### What it touches", []string{"What", "Lines:", "Where first"}, rows)
}

// places returns links to lines of files, for a table.
func (w Writer) places(places []change.Place) string {
	links := make([]string, len(places))
	for i, p := range places {
		links[i] = w.Blob(p.Path, p.Start, p.End)
	}
	return strings.Join(links, ", ")
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// Table returns a section with a table, which is never cut. A column whose name ends in a colon is aligned right.
func Table(head string, columns []string, rows [][]string) Section {
	names, lines := slices.Clone(columns), make([]string, len(columns))
	for i, name := range columns {
		lines[i] = "---"
		if right, ok := strings.CutSuffix(name, ":"); ok {
			names[i], lines[i] = right, "---:"
		}
	}
	text := []string{tableRow(names), tableRow(lines)}
	for _, row := range rows {
		text = append(text, tableRow(row))
	}
	if head != "" {
		head += "\n\n"
	}
	return Paragraph(head + strings.Join(text, "\n"))
}

func tableRow(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }

func totalWords(t change.Totals) string {
	return fmt.Sprintf("%s: %s added, %s deleted", text.Count(t.Files, "file"), text.Count(t.Additions, "line"), text.Number(t.Deletions))
}

func directoryWords(n int) string {
	if n == 1 {
		return "1 directory"
	}
	return text.Number(n) + " directories"
}
