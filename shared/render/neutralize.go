package render

import (
	"net/url"
	"regexp"
	"strings"
)

// trigger matches words that GitHub, or a bot that reads comments, acts on: mentions and e-mail addresses, references to issues,
// URLs, emoji by name (some are images), commands. They are shown as code, where nothing acts on them.
var trigger = regexp.MustCompile(`(?i)@\w|#\d|\bGH-\d|://|www\.|(?:mailto|xmpp):|:[a-z0-9_+-]+:|^/[a-z]`)

// neutralize appends the words of text: triggers as code, URLs on the host as links, all others unchanged.
func (w writer) neutralize(spans []span, text string, inLink bool) []span {
	for text != "" {
		if text[0] == ' ' {
			spans = appendText(spans, textSpan, " ")
			text = text[1:]
			continue
		}
		word, _, _ := strings.Cut(text, " ")
		text = text[len(word):]
		if !trigger.MatchString(word) {
			spans = appendText(spans, textSpan, word)
			continue
		}
		before, core, after := trimWord(word)
		spans = appendText(spans, textSpan, before)
		if address, ok := safeURL(core, w.host); ok && !inLink {
			spans = append(spans, span{kind: linkSpan, url: address, label: []span{{kind: codeOfSpan, text: core}}})
		} else {
			spans = appendText(spans, codeOfSpan, core)
		}
		spans = appendText(spans, textSpan, after)
	}
	return spans
}

// trimWord splits off the punctuation around a trigger.
func trimWord(word string) (before, core, after string) {
	core = strings.TrimLeft(word, "([{<\"'“‘«")
	before = word[:len(word)-len(core)]
	trimmed := strings.TrimRight(core, ")]}>\"'”’».,;!?")
	after = core[len(trimmed):]
	if !trigger.MatchString(trimmed) || trigger.MatchString(before) || trigger.MatchString(after) {
		return "", word, ""
	}
	return before, trimmed, after
}

// backlinked matches the pages on GitHub that show who links to them.
var backlinked = regexp.MustCompile(`(?i)/(issues|pulls?|discussions|commits?|compare)(/|$)`)

// maxURL bounds a URL that may be linked, in bytes.
const maxURL = 500

// safeURL returns a URL for use in a Markdown link; ok is false unless it is a page on the host that shows no backlinks.
func safeURL(address, host string) (string, bool) {
	if len(address) > maxURL {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || !strings.EqualFold(u.Host, host) || u.User != nil || backlinked.MatchString(u.Path) {
		return "", false
	}
	u.Host = host
	return linkTarget(u.String()), true
}

// linkTarget percent-encodes the characters that can't stand between a Markdown link's parentheses, or that GitHub might act on.
func linkTarget(address string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(address) {
		c := address[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._/:?#=%+,;&", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}
