package render

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"github.com/devplus-app/devplus/shared/text"
)

// span is a piece of a line. A link's label contains no link.
type span struct {
	kind  spanKind
	text  string
	url   string
	label []span
}

type spanKind int

const (
	textSpan spanKind = iota
	codeOfSpan
	linkSpan
	breakSpan
)

// writer writes the safe subset of the Markdown parsed from source.
type writer struct {
	host   string
	source []byte
}

// collect appends the spans of a node. Emphasis, images and unsafe links become their text, which joins the text beside it: what GitHub
// reads as one word must be one word here.
func (w writer) collect(spans []span, n ast.Node) []span {
	switch n := n.(type) {
	case *ast.Text:
		spans = appendText(spans, textSpan, decode(n.Segment.Value(w.source)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			spans = append(spans, span{kind: breakSpan})
		}
		return spans
	case *ast.CodeSpan:
		var code strings.Builder
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				code.Write(t.Segment.Value(w.source))
			}
		}
		return appendText(spans, codeOfSpan, text.OneLine(code.String()))
	}
	var inner []span
	link, isLink := n.(*ast.Link)
	if isLink {
		if url, ok := safeURL(string(link.Destination), w.host); ok {
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				inner = w.collect(inner, c)
			}
			if len(inner) > 0 {
				spans = append(spans, span{kind: linkSpan, url: url, label: inner})
			}
			return spans
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		spans = w.collect(spans, c)
	}
	return spans
}

// appendText extends the last span if it is of the same kind: two adjacent spans of code would not be parsed as two.
func appendText(spans []span, kind spanKind, text string) []span {
	if text == "" {
		return spans
	}
	if last := len(spans) - 1; last >= 0 && spans[last].kind == kind {
		spans[last].text += text
		return spans
	}
	return append(spans, span{kind: kind, text: text})
}

// decode resolves backslashes and entities, which may hide characters that clean must drop.
func decode(raw []byte) string {
	resolved := util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, clean(string(resolved)))
}

// write returns the spans as Markdown. Lines begin without blanks and can't start a block.
func (w writer) write(spans []span, inLink bool) string {
	var out []span // text split into plain text, code and links
	for _, s := range spans {
		if s.kind == textSpan {
			out = w.neutralize(out, s.text, inLink)
		} else if s.kind == codeOfSpan {
			out = appendText(out, codeOfSpan, s.text)
		} else {
			out = append(out, s)
		}
	}
	var b strings.Builder
	lineStart := true
	for i, s := range out {
		switch s.kind {
		case breakSpan:
			if !lineStart && i < len(out)-1 {
				if inLink {
					b.WriteByte(' ')
				} else {
					b.WriteByte('\n')
					lineStart = true
				}
			}
			continue
		case textSpan:
			t := s.text
			if lineStart {
				t = strings.TrimLeft(t, " ")
			}
			if t == "" {
				continue
			}
			b.WriteString(escape(t, lineStart))
		case codeOfSpan:
			b.WriteString(codeSpan(s.text))
		case linkSpan:
			label := w.write(s.label, true)
			switch {
			case label == "":
				continue
			case strings.EqualFold(label, "x"): // "[x]" would be a checkbox
				label = codeSpan(label)
			}
			b.WriteString("[" + label + "](" + s.url + ")")
		}
		lineStart = false
	}
	return trimLines(b.String())
}

// trimLines drops the blanks at the end of each line, because two of them are a line break.
func trimLines(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
