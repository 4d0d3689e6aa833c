package render

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// zeroWidth is an invisible character. Inside text that GitHub would act on, it prevents that.
const zeroWidth = "\u200b"

// plainTriggers match text that Markdown or GitHub would act on, in two halves: tags, mentions, links, entities, references, URLs.
var plainTriggers = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(<)([a-z/!?])`),
	regexp.MustCompile(`(@)(\w)`),
	regexp.MustCompile(`(\])([(:\[])`),
	regexp.MustCompile(`(?i)(&)([#a-z])`),
	regexp.MustCompile(`(#)(\d)`),
	regexp.MustCompile(`(?i)(GH-)(\d)`),
	regexp.MustCompile(`(:)(//)`),
	regexp.MustCompile(`(?i)(www)(\.)`),
	regexp.MustCompile(`(?i)(mailto|xmpp)(:)`),
	regexp.MustCompile(`(?im)(^\s*/)([a-z])`),
}

// Plain makes untrusted text harmless where GitHub shows plain text, in titles and annotations. It adds no Markdown escapes, which would be
// visible there, but nothing in the text acts even if it is rendered as Markdown.
func Plain(untrusted string) string {
	text := strings.TrimSpace(text.CutRunes(bounded(untrusted, maxBlock), maxBlock))
	for _, halves := range plainTriggers {
		text = halves.ReplaceAllString(text, "${1}"+zeroWidth+"${2}")
	}
	return text
}

// PlainLine is Plain for one line of at most limit bytes.
func PlainLine(untrusted string, limit int) string {
	return text.Cut(Plain(text.OneLine(bounded(untrusted, limit))), limit)
}
