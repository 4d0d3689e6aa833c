// Package text cuts, counts and words short texts.
package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const ellipsis = "…"

// Head returns the longest prefix of s with at most n bytes and whole runes.
func Head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Cut shortens s to at most n bytes, including the ellipsis.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return Head(s, n-len(ellipsis)) + ellipsis
}

// Excerpt returns the first n bytes of s, followed by an ellipsis if s is longer.
func Excerpt(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return Head(s, n) + ellipsis
}

// CutRunes shortens s to at most n runes, including the ellipsis.
func CutRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimRightFunc(string([]rune(s)[:n-1]), unicode.IsSpace) + ellipsis
}

// CutMiddle shortens s to at most n bytes by replacing its middle with an ellipsis.
func CutMiddle(s string, n int) string {
	if len(s) <= n {
		return s
	}
	half := (n - len(ellipsis)) / 2
	end := len(s) - half
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end++
	}
	return Head(s, half) + ellipsis + s[end:]
}

// OneLine returns s with every run of white space as one blank, and none at its ends.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Words returns the set of the words of s.
func Words(s string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(s) {
		set[word] = true
	}
	return set
}

// Capitalize returns s with its first letter in upper case if it is ASCII.
func Capitalize(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Number returns n with its digits in groups of three: 1,204.
func Number[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	first := 1
	if n < 0 {
		first = 2
	}
	for i := len(s) - 3; i >= first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count returns n with its noun. The plural is many, by default one with an s.
func Count(n int, one string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + one
	case len(many) > 0:
		return Number(n) + " " + many[0]
	}
	return Number(n) + " " + one + "s"
}
