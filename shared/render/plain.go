package render

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// zeroWidth, put inside what GitHub would act on, stops it without being seen.
const zeroWidth = "\u200b"

// live is what Markdown or GitHub would act on, as two halves: tags, mentions, links, entities, references, addresses.
var live = []*regexp.Regexp{
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

// Plain is for the places where GitHub shows characters as they are (titles and annotations): no Markdown escapes, which would be
// seen there, and yet nothing live should it be rendered after all.
func Plain(untrusted string) string {
	text := strings.TrimSpace(text.CutRunes(bounded(untrusted, maxBlock), maxBlock))
	for _, halves := range live {
		text = halves.ReplaceAllString(text, "${1}"+zeroWidth+"${2}")
	}
	return text
}

// PlainLine is Plain in one line of at most limit bytes.
func PlainLine(untrusted string, limit int) string {
	return text.Cut(Plain(text.OneLine(bounded(untrusted, limit))), limit)
}
