package page

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"github.com/devplus-app/devplus/shared/text"
)

// reader reads the safe subset of the Markdown parsed from source.
type reader struct {
	writer Writer
	source []byte
}

// line returns the spans below a node, with the addresses in them that may be links.
func (r reader) line(parent ast.Node) []span {
	var spans []span
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		spans = r.collect(spans, n)
	}
	var out []span
	for _, s := range spans {
		if s.kind == textSpan {
			out = r.linked(out, s.text)
		} else {
			out = appendSpans(out, s)
		}
	}
	return out
}

// collect appends the spans of a node. Emphasis, images and unsafe links become their text, joined with adjacent text, so that a word
// for GitHub is also one word here.
func (r reader) collect(spans []span, n ast.Node) []span {
	switch n := n.(type) {
	case *ast.Text:
		spans = appendText(spans, textSpan, decode(n.Segment.Value(r.source)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			spans = append(spans, span{kind: breakSpan})
		}
		return spans
	case *ast.CodeSpan:
		var code strings.Builder
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				code.Write(t.Segment.Value(r.source))
			}
		}
		return appendText(spans, codeSpan, text.OneLine(code.String()))
	}
	var inner []span
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		inner = r.collect(inner, c)
	}
	link, isLink := n.(*ast.Link)
	if !isLink {
		return appendSpans(spans, inner...)
	}
	target, ok := r.writer.linkable(string(resolved(link.Destination)))
	label := Inline{inner}
	switch {
	case !ok:
		return appendSpans(spans, inner...)
	case label.Empty():
		return spans
	case strings.EqualFold(label.markdown(), "x"): // "[x]" would be a checkbox
		inner = Code(inner[0].text).spans
	}
	return append(spans, span{kind: linkSpan, url: target, inner: inner})
}

// linked appends text, with the addresses in it that may be links as such.
func (r reader) linked(spans []span, text string) []span {
	isURL := func(s string) bool { return strings.Contains(s, "://") }
	for i, word := range strings.Split(text, " ") {
		if i > 0 {
			spans = appendText(spans, textSpan, " ")
		}
		if isURL(word) {
			before, core, after := trimWord(word, isURL)
			if target, ok := r.writer.linkable(core); ok {
				spans = appendText(spans, textSpan, before)
				spans = append(spans, span{kind: linkSpan, url: target, inner: Code(core).spans})
				spans = appendText(spans, textSpan, after)
				continue
			}
		}
		spans = appendText(spans, textSpan, word)
	}
	return spans
}

// resolved resolves backslashes and entities.
func resolved(raw []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
}

// decode returns text with backslashes and entities resolved, then cleaned, because they can hide characters that clean drops.
func decode(raw []byte) string { return blanks(clean(string(resolved(raw)))) }
