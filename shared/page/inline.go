package page

import (
	"fmt"
	"slices"
	"strings"
)

// literal is text that stands in our own code: other packages can pass constants only.
type literal string

// Inline is text in one line. Its zero value is empty.
type Inline struct{ spans []span }

// span is a piece of a line, or a line break in a foreign paragraph. Its text is not escaped.
type span struct {
	kind  spanKind
	text  string // of text, code and references
	url   string // of links and references
	inner []span // of links, strong and emphasized text
}

type spanKind int

const (
	textSpan spanKind = iota
	codeSpan
	linkSpan
	referenceSpan // a link whose label is a number or a login, and is written as it stands
	strongSpan
	emphasisSpan
	breakSpan
)

// Empty reports whether the text has nothing to show.
func (i Inline) Empty() bool { return !slices.ContainsFunc(i.spans, span.shows) && i.markdown() == "" }

// shows reports whether a span is text that stands in any Markdown of it, as nearly all are.
func (s span) shows() bool { return s.kind == textSpan && strings.Trim(s.text, " ") != "" }

// Say returns format with each %s replaced by the next value: an Inline unchanged, any other value as fmt prints it, escaped.
func Say(format literal, values ...any) Inline {
	var out []span
	parts := strings.Split(string(format), "%s")
	for i, part := range parts {
		out = appendText(out, textSpan, blanks(part))
		if i+1 < len(parts) && i < len(values) {
			out = appendValue(out, values[i])
		}
	}
	return Inline{out}
}

func appendValue(spans []span, value any) []span {
	if i, ok := value.(Inline); ok {
		return appendSpans(spans, i.spans...)
	}
	return appendText(spans, textSpan, blanks(cut(fmt.Sprint(value), maxInline)))
}

// Text returns foreign text in one line, with every character displayed.
func Text(untrusted string) Inline {
	return Inline{appendText(nil, textSpan, cutLine(untrusted, maxInline))}
}

// Code returns a path, a name or an ID as code.
func Code(untrusted string) Inline {
	return Inline{appendText(nil, codeSpan, cutLine(untrusted, maxPath))}
}

// Strong is Say in bold.
func Strong(format literal, values ...any) Inline { return wrapped(strongSpan, Say(format, values...)) }

// Emphasis is Say in italics.
func Emphasis(format literal, values ...any) Inline {
	return wrapped(emphasisSpan, Say(format, values...))
}

func wrapped(kind spanKind, i Inline) Inline {
	if i.Empty() {
		return Inline{}
	}
	return Inline{[]span{{kind: kind, inner: i.spans}}}
}

// Join joins the parts that are not empty.
func Join(separator literal, parts ...Inline) Inline {
	var out []span
	for _, p := range parts {
		if p.Empty() {
			continue
		}
		if len(out) > 0 {
			out = appendText(out, textSpan, string(separator))
		}
		out = appendSpans(out, p.spans...)
	}
	return Inline{out}
}

// appendSpans appends spans and joins adjacent text, because GitHub reads it as one.
func appendSpans(spans []span, more ...span) []span {
	for _, s := range more {
		if s.kind == textSpan || s.kind == codeSpan {
			spans = appendText(spans, s.kind, s.text)
		} else {
			spans = append(spans, s)
		}
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
