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

// tokenTable is tokenRules, compiled once, by the first two bytes of their literals: most places of a text need no other look.
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

// tokenPairs are the keys of tokenTable.
var tokenPairs = sync.OnceValue(func() *pairSet {
	var set pairSet
	for pair := range tokenTable() {
		set.add(pair[0], pair[1])
	}
	return &set
})

// pairSet is a set of two bytes in a row.
type pairSet [1 << 10]uint64

func (p *pairSet) add(a, b byte) { p[uint16(a)<<2|uint16(b)>>6] |= 1 << (b & 63) }

func (p *pairSet) has(a, b byte) bool { return p[uint16(a)<<2|uint16(b)>>6]&(1<<(b&63)) != 0 }

// tokens calls add for each token in the text.
func tokens(text string, add func(rule, match, value string)) {
	pairs := tokenPairs()
	for i := 0; i+1 < len(text); i++ {
		if !pairs.has(text[i], text[i+1]) {
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
	if m == "" || f.before > 0 && start == i {
		return
	}
	match := text[start : i+len(m)]
	if value := strings.TrimPrefix(strings.TrimPrefix(match, "Basic "), "Bearer "); looksRandom(value) && !standsFor.MatchString(value) && !same(value) {
		add(f.rule, match, value)
	}
}

func isWordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// isTokenByte reports whether b may stand in a token before its literal, or in the address of a webhook.
func isTokenByte(b byte) bool { return isWordByte(b) || strings.IndexByte("-.~:/", b) >= 0 }
