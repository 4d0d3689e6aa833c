package page

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// zeroWidth is an invisible character. Inside text that GitHub would act on, it prevents that.
const zeroWidth = "\u200b"

// Plain is text for titles and annotations, which GitHub does not render. It has no Markdown escapes, which would be visible there, but
// nothing in it acts even if it is rendered as Markdown.
type Plain struct{ text string } // not escaped

// PlainText returns text of others, with its lines.
func PlainText(untrusted string) Plain {
	return Plain{strings.TrimSpace(cut(untrusted, maxBlock))}
}

// PlainLine returns text of others in one line.
func PlainLine(untrusted string) Plain { return Plain{cutLine(untrusted, maxBlock)} }

// PlainSay returns format with each %s replaced by the next value.
func PlainSay(format literal, values ...Plain) Plain {
	var b strings.Builder
	parts := strings.Split(string(format), "%s")
	for i, part := range parts {
		b.WriteString(part)
		if i+1 < len(parts) && i < len(values) {
			b.WriteString(values[i].text)
		}
	}
	return Plain{b.String()}
}

// PlainJoin joins the parts that are not empty.
func PlainJoin(separator literal, parts ...Plain) Plain {
	var texts []string
	for _, p := range parts {
		if !p.Empty() {
			texts = append(texts, p.text)
		}
	}
	return Plain{strings.Join(texts, string(separator))}
}

// Capital returns the text with a capital first letter.
func (p Plain) Capital() Plain { return Plain{text.Capitalize(p.text)} }

// Empty reports whether there is nothing to show.
func (p Plain) Empty() bool { return p.text == "" }

// plainTriggers match text that Markdown or GitHub would act on, in two halves: tags, mentions, links, entities, references, URLs.
var plainTriggers = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(<)([a-z/!?])`),
	regexp.MustCompile(`(@)()`),
	regexp.MustCompile(`(\])([(:\[])`),
	regexp.MustCompile(`(?i)(&)([#a-z])`),
	regexp.MustCompile(`(#)(\d)`),
	regexp.MustCompile(`(?i)(GH-)(\d)`),
	regexp.MustCompile(`(:)(//)`),
	regexp.MustCompile(`(?i)(www)(\.)`),
	regexp.MustCompile(`(?im)(^\s*/)([a-z])`),
}

func plainEscaped(s string) string {
	for _, halves := range plainTriggers {
		s = halves.ReplaceAllString(s, "${1}"+zeroWidth+"${2}")
	}
	return s
}

// Line returns the text in one line of at most limit bytes, harmless.
func (p Plain) Line(limit int) string { return Plain{text.OneLine(p.text)}.Write(limit) }

// Write returns the text in at most limit bytes, harmless. The limit includes the escapes.
func (p Plain) Write(limit int) string {
	for room := limit; room >= len("…"); {
		written := plainEscaped(text.Cut(p.text, room))
		if len(written) <= limit {
			return written
		}
		room = room * limit / len(written)
	}
	return ""
}
