package prompt

import (
	"strings"

	"github.com/betterleaks/betterleaks/config"
)

// keywordRules are betterleaks' rules by their keywords: a rule is for texts that have one of them, in any case. Betterleaks looks for keywords
// itself, in a copy of each text, and then sorts all rules. That takes longer than everything else that a text is read for, so betterleaks gets
// only the few texts that a rule's expression matches.
type keywordRules struct {
	rules  []config.Rule
	starts startSet           // of the keywords
	words  [1 << 9][]ruleWord // by keywordAt
	always []int              // rules with a keyword too short for starts, or without one
}

// ruleWord is a keyword in lower case, and the numbers of its rules.
type ruleWord struct {
	text  string
	rules []int
}

func newKeywordRules(c *config.Config) *keywordRules {
	k, rules := &keywordRules{}, map[string][]int{}
	for _, r := range c.Rules {
		if r.Regex == nil || r.SkipReport { // it finds files by their names alone, or is half of another rule
			continue
		}
		n := len(k.rules)
		k.rules = append(k.rules, r)
		if len(r.Keywords) == 0 {
			k.always = append(k.always, n)
		}
		for _, word := range r.Keywords {
			rules[word] = append(rules[word], n)
		}
	}
	for word, rules := range rules {
		if len(word) < 3 {
			k.always = append(k.always, rules...)
			continue
		}
		k.starts.addAnyCase(word)
		at := keywordAt(word)
		k.words[at] = append(k.words[at], ruleWord{word, rules})
	}
	return k
}

// keywordAt returns where words has the keyword that a text of at least three bytes may begin with, in any case.
func keywordAt(text string) int {
	return int(text[0]|0x20)&31 ^ int(text[1]|0x20)&31<<2 ^ int(text[2]|0x20)&31<<4
}

// matches reports whether the expression of a rule for the text of the file at path matches. It marks in tried the rules that it tried.
func (k *keywordRules) matches(path, text string, places []int, tried []bool) bool {
	clear(tried)
	if k.anyMatches(k.always, path, text, tried) {
		return true
	}
	for _, i := range places {
		if !k.starts.has(text[i], text[i+1], text[i+2]) {
			continue
		}
		for _, word := range k.words[keywordAt(text[i:])] {
			if len(text)-i >= len(word.text) && strings.EqualFold(text[i:i+len(word.text)], word.text) && k.anyMatches(word.rules, path, text, tried) {
				return true
			}
		}
	}
	return false
}

// anyMatches reports whether the expression of one of the rules that were not tried matches.
func (k *keywordRules) anyMatches(rules []int, path, text string, tried []bool) bool {
	for _, n := range rules {
		if tried[n] {
			continue
		}
		tried[n] = true
		if r := &k.rules[n]; (r.Path == nil || path != "" && r.Path.MatchString(path)) && r.Regex.MatchString(text) {
			return true
		}
	}
	return false
}
