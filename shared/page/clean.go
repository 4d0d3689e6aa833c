package page

import (
	"strings"
	"unicode"

	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on one text, in characters. A result's schema allows at most 2,000; text in a pull request has no limit of its own.
const (
	maxInline = 400
	maxBlock  = 4000
	maxPath   = 1024
)

// cut cleans s and cuts it to limit characters. It reads only the beginning, because s may have megabytes.
func cut(s string, limit int) string {
	if most := 8 * limit; len(s) > most {
		s = s[:most]
	}
	return text.CutRunes(clean(s), limit)
}

// cutLine is cut for one line, with one blank for each run of them and none at its ends.
func cutLine(s string, limit int) string {
	if most := 8 * limit; len(s) > most {
		s = s[:most]
	}
	return text.CutRunes(text.OneLine(clean(s)), limit)
}

// clean drops invisible characters that change how others appear: controls, format characters (bidirectional overrides, zero widths,
// tags), fillers and variation selectors. Line ends become newlines; tabs stay; every other blank, such as a no-break space, becomes the
// common one, because parsers disagree on which of them are white space.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Variation_Selector), filler(r):
			return -1
		case unicode.IsSpace(r), unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, s)
}

// filler reports whether Unicode calls r a letter, a mark or a symbol although it has no glyph.
func filler(r rune) bool {
	switch r {
	case '\u034F', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u2800', '\u3164', '\uFFA0':
		return true
	}
	return false
}

// blanks returns s with one blank for each run of white space, at its ends too.
func blanks(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}
