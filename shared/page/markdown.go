package page

import (
	"slices"
	"strings"
)

// Markdown returns the text in Markdown, in one line.
func (i Inline) Markdown() string { return i.markdown() }

func (i Inline) markdown() string { return write(i.spans, place{lineStart: true}) }

// cell returns the text in Markdown, for a table.
func (i Inline) cell() string {
	return barsEscaped(write(i.spans, place{inCell: true}))
}

// write returns spans as Markdown. Lines begin and end without blanks, and none starts a block.
func write(spans []span, at place) string {
	at.formulas = at.formulas || strings.Count(textOf(spans), "$") > 1
	var lines []string
	for _, line := range linesOf(spans, at.formulas) {
		var b strings.Builder
		here := at
		for _, s := range line {
			piece := s.write(here)
			b.WriteString(piece)
			here.lineStart = here.lineStart && piece == ""
		}
		if b.Len() > 0 {
			lines = append(lines, b.String())
		}
	}
	if at.inLink || at.inCell {
		return strings.Join(lines, " ")
	}
	return strings.Join(lines, "\n")
}

// linesOf returns the lines of spans, trimmed, with words that GitHub would act on as code.
func linesOf(spans []span, formulas bool) [][]span {
	var lines [][]span
	for len(spans) > 0 {
		end := slices.IndexFunc(spans, func(s span) bool { return s.kind == breakSpan })
		if end < 0 {
			end = len(spans)
		}
		var line []span
		for _, s := range trimmed(spans[:end]) {
			if s.kind == textSpan {
				line = neutralize(line, s.text, formulas)
			} else {
				line = appendSpans(line, s)
			}
		}
		lines = append(lines, line)
		spans = spans[min(end+1, len(spans)):]
	}
	return lines
}

// trimmed returns the spans of a line without blanks at its ends.
func trimmed(line []span) []span {
	line = slices.Clone(line)
	for len(line) > 0 && line[0].kind == textSpan {
		if line[0].text = strings.TrimLeft(line[0].text, " "); line[0].text != "" {
			break
		}
		line = line[1:]
	}
	for last := len(line) - 1; last >= 0 && line[last].kind == textSpan; last-- {
		if line[last].text = strings.TrimRight(line[last].text, " "); line[last].text != "" {
			break
		}
		line = line[:last]
	}
	return line
}

// write returns the span as Markdown. A link in the label of another is its label.
func (s span) write(at place) string {
	inner := at
	inner.lineStart = false
	switch s.kind {
	case textSpan:
		return escape(s.text, at)
	case codeSpan:
		return codeMarkdown(s.text)
	case referenceSpan:
		return "[" + s.text + "](" + s.url + ")"
	case linkSpan:
		if at.inLink {
			return write(s.inner, inner)
		}
		inner.inLink = true
		return "[" + write(s.inner, inner) + "](" + s.url + ")"
	case strongSpan:
		return "**" + write(s.inner, inner) + "**"
	case emphasisSpan:
		return "_" + write(s.inner, inner) + "_"
	}
	return ""
}

// textOf returns the text of spans that is not code.
func textOf(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.kind {
		case textSpan:
			b.WriteString(s.text)
		case linkSpan, strongSpan, emphasisSpan:
			b.WriteString(textOf(s.inner))
		}
	}
	return b.String()
}
