package prompt

import (
	"fmt"
	"strings"
	"unicode"
)

// visible shows the invisible characters of a line: control characters as their pictures, characters without a glyph (bidi controls, zero
// widths, tags) as their code point, and invalid UTF-8 as the replacement character. Tabs stay. The result has no line break.
func visible(s string) string {
	plain := 0
	for plain < len(s) && (s[plain] >= ' ' && s[plain] < 0x7f || s[plain] == '\t') {
		plain++
	}
	if plain == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:plain])
	for _, r := range s[plain:] {
		switch {
		case r == '\t' || r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune('\u2421')
		case invisible(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// invisible reports whether r has no glyph, so that it could hide text from people but not from a model.
func invisible(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0: // fillers and joiners that are letters or marks to Unicode
		return true
	case 0xfe0e, 0xfe0f: // text or emoji: common, and only one bit each
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector)
}
