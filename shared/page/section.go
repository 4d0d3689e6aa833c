package page

import (
	"fmt"
	"strings"
)

// Section is a part of a text. A text that is too long is cut between its entries.
type Section struct {
	head    string // before the entries; may be empty
	entries []string
	gap     string // between entries: "\n" in a list, "\n\n" between paragraphs
}

// Head begins a section: its heading, and a paragraph. The zero value is none.
type Head struct {
	title Inline
	intro []Inline
}

// Heading is the heading of a section.
func Heading(format literal, values ...any) Head { return Head{title: Say(format, values...)} }

// Intro adds a paragraph below the heading.
func (h Head) Intro(text Inline) Head {
	h.intro = append(h.intro[:len(h.intro):len(h.intro)], text)
	return h
}

func (h Head) markdown() string {
	var parts []string
	if !h.title.Empty() {
		parts = append(parts, "### "+write(h.title.spans, place{}))
	}
	if intro := Paragraphs(h.intro...).markdown(); intro != "" {
		parts = append(parts, intro)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "\n\n") + "\n\n"
}

// Paragraph returns a section of one entry.
func Paragraph(text Inline) Section { return Headed(Head{}, Paragraphs(text)) }

// Statement returns Paragraph(Say(format, values...)).
func Statement(format literal, values ...any) Section { return Paragraph(Say(format, values...)) }

// Headed returns a section of one entry below a heading; empty if the entry is empty.
func Headed(h Head, body Blocks) Section {
	written := body.markdown()
	if written == "" {
		return Section{}
	}
	return Section{entries: []string{h.markdown() + written}, gap: "\n\n"}
}

// Only returns a section of the head alone.
func (h Head) Only() Section {
	written := strings.TrimSpace(h.markdown())
	if written == "" {
		return Section{}
	}
	return Section{entries: []string{written}, gap: "\n\n"}
}

// List returns a section with a bullet for each entry that is not empty.
func List(h Head, entries []Inline) Section {
	items := make([]Blocks, len(entries))
	for i, e := range entries {
		items[i] = Paragraphs(e)
	}
	return Items(h, items)
}

// Items returns a section with a bullet for the blocks of each entry that is not empty.
func Items(h Head, entries []Blocks) Section {
	s := Section{head: h.markdown(), gap: "\n"}
	for _, e := range entries {
		if written := e.markdown(); written != "" {
			s.entries = append(s.entries, "- "+indented(written, 2))
		}
	}
	return s
}

// Apart returns the section with a blank line between its entries. It must be short enough never to be cut.
func (s Section) Apart() Section {
	s.gap = "\n\n"
	return s
}

// Marker returns a section of an HTML comment, which GitHub does not show and programs can find.
func Marker(comment literal) Section {
	return Section{entries: []string{marker("<!-- " + comment + " -->").markdown()}, gap: "\n\n"}
}

// Numbered is Marker with a number at its end.
func Numbered(comment literal, n int) Section {
	return Section{entries: []string{marker(fmt.Sprintf("<!-- %s%d -->", comment, n)).markdown()}, gap: "\n\n"}
}

// Table returns a section with a table, which is never cut. A column whose name ends in a colon is aligned right. Each row has a cell for each
// column: missing ones are empty, further ones left out.
func Table(h Head, columns []string, rows [][]Inline) Section {
	names, lines := make([]string, len(columns)), make([]string, len(columns))
	for i, name := range columns {
		lines[i] = "---"
		if right, ok := strings.CutSuffix(name, ":"); ok {
			name, lines[i] = right, "---:"
		}
		names[i] = Text(name).cell()
	}
	text := []string{tableRow(names), tableRow(lines)}
	for _, row := range rows {
		cells := make([]string, len(columns))
		for i := range min(len(row), len(columns)) {
			cells[i] = row[i].cell()
		}
		text = append(text, tableRow(cells))
	}
	return Section{entries: []string{h.markdown() + strings.Join(text, "\n")}, gap: "\n\n"}
}

// Cells returns a row: an Inline by itself, any other value by its text, which is shown as it is.
func Cells(values ...any) []Inline {
	row := make([]Inline, len(values))
	for i, v := range values {
		row[i] = Inline{appendValue(nil, v)}
	}
	return row
}

func tableRow(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }

// Folded returns a section that GitHub shows closed, below its title; it is kept or left out as a whole.
func Folded(title literal, s Section) Section {
	if len(s.entries) == 0 {
		return Section{}
	}
	text := "<details><summary>" + string(title) + "</summary>\n\n" + s.head + strings.Join(s.entries, s.gap) + "\n\n</details>"
	return Section{entries: []string{text}}
}
