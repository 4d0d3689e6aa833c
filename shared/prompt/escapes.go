package prompt

import (
	"regexp"
	"strconv"
	"strings"
)

// escapeForms are the ways to write a byte: in strings of C, JavaScript and most others, and in lists of bytes.
var escapeForms = []struct {
	mark string
	run  *regexp.Regexp
	base int
}{
	{`\x`, regexp.MustCompile(`(?:\\x[0-9A-Fa-f]{2}){8,}`), 16},
	{`\u00`, regexp.MustCompile(`(?:\\u00[0-9A-Fa-f]{2}){8,}`), 16},
	{"{0x", bytesInHex, 16},
	{"[0x", bytesInHex, 16},
	{`\1`, regexp.MustCompile(`(?:\\[01][0-7]{2}){8,}`), 8},
	{"&#", regexp.MustCompile(`(?:&#\d{2,3};){8,}`), 10},
	{"yte[] ", bytesInTens, 10},
	{"yte{", bytesInTens, 10},
	{"ytes([", bytesInTens, 10},
	{"CharCode(", bytesInTens, 10},
}

var (
	bytesInHex  = regexp.MustCompile(`(?:0x[0-9A-Fa-f]{2},[ \t]*){8,}0x[0-9A-Fa-f]{2}`)
	bytesInTens = regexp.MustCompile(`(?:\d{2,3},[ \t]*){8,}\d{2,3}`)
)

// escaped calls try for each run of escapes or numbers in the text, and for what they stand for.
func escaped(text string, try func(run, plain string)) {
	for _, form := range escapeForms {
		if !strings.Contains(text, form.mark) {
			continue
		}
		for _, run := range form.run.FindAllString(text, -1) {
			var plain strings.Builder
			for digits := range strings.FieldsFuncSeq(strings.ReplaceAll(run, "0x", ""), func(r rune) bool { return strings.ContainsRune(`\xu&#;, `+"\t", r) }) {
				n, err := strconv.ParseUint(digits, form.base, 16)
				if err != nil || n > '~' {
					n = 0
				}
				plain.WriteByte(byte(n))
			}
			try(run, plain.String())
		}
	}
}
