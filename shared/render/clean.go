package render

import (
	"strings"
	"unicode"
)

// bounded cleans the beginning of s, enough to keep limit characters: s may have megabytes.
func bounded(s string, limit int) string {
	if most := 8 * limit; len(s) > most {
		s = s[:most]
	}
	return clean(s)
}

// clean drops invisible characters that change how others appear: controls, format characters (bidirectional overrides, zero widths,
// tags), fillers and variation selectors. Line ends become newlines; tabs stay.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Variation_Selector),
			r == '\u034F', r == '\u115F', r == '\u1160', r == '\u3164', r == '\uFFA0':
			return -1
		}
		return r
	}, s)
}
