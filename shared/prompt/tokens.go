package prompt

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

// tokenForm is a form of credential that betterleaks' rules lack, know only beside a telling name, or know only in part.
type tokenForm struct {
	rule, literal string // every such token has the literal
	before        int    // how far before the literal it may start
	form          *regexp.Regexp
}

// tokenRules are the forms below the page that describes them. Columns: the rule, a literal, what follows it, and how many bytes may stand
// before it.
//
//go:embed tokens.tsv
var tokenRules string

// tokenTable is tokenRules, compiled once, by the first two bytes of their literals.
var tokenTable = sync.OnceValue(func() map[[2]byte][]tokenForm {
	forms := map[[2]byte][]tokenForm{}
	for row := range strings.SplitSeq(tokenRules, "\n") {
		columns := strings.Split(row, "\t")
		if len(columns) < 3 {
			continue
		}
		literal := columns[1]
		f := tokenForm{rule: columns[0], literal: literal, form: regexp.MustCompile("^" + regexp.QuoteMeta(literal) + columns[2])}
		if len(columns) > 3 {
			f.before = count(columns[3], 0)
		}
		pair := [2]byte{literal[0], literal[1]}
		forms[pair] = append(forms[pair], f)
	}
	return forms
})

// tokenStarts are the starts of tokenTable's literals.
var tokenStarts = sync.OnceValue(func() *startSet {
	var set startSet
	for _, forms := range tokenTable() {
		for _, f := range forms {
			set.add(f.literal)
		}
	}
	return &set
})

// tokens calls add for each token in the text that starts at one of the places.
func tokens(text string, places []int, add func(rule, match, value string)) {
	starts := tokenStarts()
	for _, i := range places {
		if !starts.has(text[i], text[i+1], text[i+2]) {
			continue
		}
		for _, f := range tokenTable()[[2]byte{text[i], text[i+1]}] {
			if strings.HasPrefix(text[i:], f.literal) {
				f.find(text, i, add)
			}
		}
	}
}

// find calls add for the token that has its literal at offset i, if it is one.
func (f *tokenForm) find(text string, i int, add func(rule, match, value string)) {
	start := i
	for start > 0 && i-start < f.before && isTokenByte(text[start-1]) {
		start--
	}
	if f.before == 0 && i > 0 && isWordByte(text[i-1]) && isWordByte(text[i]) {
		return
	}
	m := f.form.FindString(text[i:])
	if f.before == 0 && (m == "" || i+len(m) < len(text) && !isTokenByte(text[i+len(m)])) {
		f.apart(text, i, add)
	}
	if m == "" || f.before > 0 && start == i {
		return
	}
	match := text[start : i+len(m)]
	if value := strings.TrimPrefix(strings.TrimPrefix(match, "Basic "), "Bearer "); f.drawn(value) && !standsFor.MatchString(value) && !same(value) {
		add(f.rule, match, value)
	}
}

// drawn reports whether what follows the literal is no word. Of a token whose form is its issuer's own, many different bytes are enough.
func (f *tokenForm) drawn(value string) bool {
	return looksRandom(value) || f.rule != "authorization-header" && len(value) >= 20 && entropy(value) >= 3.5
}

func isWordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// isTokenByte reports whether b may stand in a token before its literal, or in the address of a webhook.
func isTokenByte(b byte) bool { return isWordByte(b) || strings.IndexByte("-.~:/", b) >= 0 }
