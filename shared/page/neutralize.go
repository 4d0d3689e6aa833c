package page

import (
	"regexp"
	"strings"
)

// trigger matches words that GitHub, or a bot that reads comments, acts on: mentions and e-mail addresses, references to issues, commits
// and advisories, URLs, emoji by name (some are images), commands. They are shown as code, where nothing acts on them.
var trigger = regexp.MustCompile(`(?i)@|#\d|GH-\d|CVE-\d|GHSA-\w|://|www\.|(?:mailto|xmpp):|:[a-z0-9_+-]+:|^/[a-z]|` +
	`(?:^|[^0-9a-z])[0-9a-f]{7,40}(?:$|[^0-9a-z])`)

// neutralize appends the words of text: triggers as code, all others unchanged. formulas also makes words with a dollar sign code,
// because two of them can make a formula.
func neutralize(spans []span, text string, formulas bool) []span {
	acts := func(s string) bool {
		return !isPlain(s) && trigger.MatchString(s) || formulas && strings.Contains(s, "$")
	}
	for text != "" {
		if text[0] == ' ' {
			spans = appendText(spans, textSpan, " ")
			text = text[1:]
			continue
		}
		word, _, _ := strings.Cut(text, " ")
		text = text[len(word):]
		if !acts(word) {
			spans = appendText(spans, textSpan, word)
			continue
		}
		before, core, after := trimWord(word, acts)
		spans = appendText(spans, textSpan, before)
		spans = appendText(spans, codeSpan, core)
		spans = appendText(spans, textSpan, after)
	}
	return spans
}

// isPlain reports whether a word cannot match trigger. It is a fast test for each word of each text: most are plain.
func isPlain(word string) bool {
	digits := 0 // hexadecimal, in a row
	for i := range len(word) {
		switch c := word[i]; {
		case strings.IndexByte("@#-:./", c) >= 0:
			return false
		case '0' <= c && c <= '9', 'a' <= c|0x20 && c|0x20 <= 'f':
			if digits++; digits == 7 {
				return false
			}
		default:
			digits = 0
		}
	}
	return true
}

// trimWord splits the punctuation off the part of a word that acts.
func trimWord(word string, acts func(string) bool) (before, core, after string) {
	core = strings.TrimLeft(word, "([{<\"'“‘«")
	before = word[:len(word)-len(core)]
	trimmed := strings.TrimRight(core, ")]}>\"'”’».,;!?")
	after = core[len(trimmed):]
	if !acts(trimmed) || acts(before) || acts(after) {
		return "", word, ""
	}
	return before, trimmed, after
}
