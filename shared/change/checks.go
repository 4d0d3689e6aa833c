package change

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// switchOffs are all ways in which code and settings stop checking certificates, host names, tokens, signatures or forged requests;
// beside them are what looks beyond a line. They are made at first use: most functions measure nothing and start without them.
var switchOffs = sync.OnceValue(func() *forms {
	return newForms(slices.Concat(namedForms, otherForms), slices.Concat(trustWords, decodeWords, plainWords, assertWords, startWords, insecureTargets), secretNames)
})

// switchesOff returns the part of the line that matches one of the forms, or nothing.
func switchesOff(text string) string {
	offs := switchOffs()
	return offs.off(text, offs.in(text))
}

// off returns the part of the line that matches the first matching form of these indices, or nothing.
func (f *forms) off(text string, indices []int) string {
	for _, i := range indices {
		if i >= len(f.all) {
			break
		}
		if i < len(namedForms) {
			if off := f.setsOff(text, i); off != "" {
				return off
			}
			continue
		}
		for _, at := range f.all[i].compiled().FindAllStringIndex(text, -1) {
			if !helps.MatchString(text[:at[0]]) {
				return text[at[0]:at[1]]
			}
		}
	}
	return ""
}

// helps is the start of a line up to within the words that an option's help says.
var helps = regexp.MustCompile(`(?i)\b(?:help|description|usage|summary)["']?\s*[=:]\s*(?:[frub]{0,2}"[^"]*|[frub]{0,2}'[^']*)$`)

// setsOff returns the first setting in the text that matches form i, one of namedForms, and is not in prose. It looks only at names with
// a value, which takes a hundredth of the time.
func (f *forms) setsOff(text string, i int) string {
	for at := range len(text) {
		if b := text[at]; b != ':' && b != '=' && b != '(' && b != ',' {
			continue
		}
		value := at + 1
		if value < len(text) && (text[at:value+1] == ":=" || text[at:value+1] == "=>") {
			value++
		}
		value = valueAt(text, value)
		if value < 0 {
			continue
		}
		start := len(strings.TrimRightFunc(strings.TrimRight(strings.TrimRight(text[:at], " \t\n\f\r"), `"']`), isNamePart))
		if start == at {
			continue
		}
		setting := text[start:min(value+maxValue, len(text))]
		if !slices.Contains(f.in(setting), i) {
			continue
		}
		if found := f.all[i].compiled().FindStringIndex(setting); found != nil && !inProse(text, start+found[0]) && !negates(setting[:found[0]]) {
			return setting[found[0]:found[1]]
		}
	}
	return ""
}

// negates reports whether the start of a name reverses the rest: false for skip-tls-verify checks.
func negates(before string) bool {
	before = strings.ToLower(strings.TrimRight(before, "_-"))
	for _, word := range []string{"skip", "disable", "ignore", "without", "show", "hide"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return before == "no"
}

// isNamePart reports whether a name of namedForms may contain r.
func isNamePart(r rune) bool {
	return r == '-' || r == '.' || r < 0x80 && roles[r] >= letterByte
}

// maxValue bounds a value of namedForms, with the text that ends it.
const maxValue = len("Boolean.FALSE;")

// valueAt returns where a text begins, behind blanks and a quote or Ruby's colon from offset i on, as the values of namedForms do; -1 if it does not.
func valueAt(text string, i int) int {
	rest := strings.TrimLeft(text[i:], " \t\n\f\r")
	if rest != "" && (rest[0] == '"' || rest[0] == '\'' || rest[0] == ':') {
		rest = rest[1:]
	}
	if !beginsValue(rest) {
		return -1
	}
	return len(text) - len(rest)
}

// beginsValue reports whether the text may begin with one of truth or falsehood.
func beginsValue(text string) bool {
	if len(text) < 2 {
		return text == "0" || text == "1"
	}
	if text[0] == '0' || text[0] == '1' {
		return true
	}
	switch uint16(text[0]|0x20)<<8 | uint16(text[1]|0x20) {
	case 't'<<8 | 'r', 'y'<<8 | 'e', 'o'<<8 | 'n', 'o'<<8 | 'f', 'f'<<8 | 'a', 'n'<<8 | 'o', 'n'<<8 | 'e', 'd'<<8 | 'i', 'b'<<8 | 'o', 'i'<<8 | 'g', 's'<<8 | 'k':
		return true
	}
	return false
}

// inProse reports whether a word and a blank stand before offset i within a quoted text: the text speaks of the setting.
func inProse(text string, i int) bool {
	if i < 2 || text[i-1] != ' ' || !isWordPart(text[i-2]) && text[i-2] != ',' {
		return false
	}
	var quote byte
	for _, b := range []byte(text[:i]) {
		switch {
		case quote == b:
			quote = 0
		case quote == 0 && (b == '"' || b == '\'' || b == '`'):
			quote = b
		}
	}
	return quote != 0
}
