package prompt

import (
	"regexp"
	"strings"
)

// fragment is the string of a variable, and the text that gives it.
type fragment struct{ name, value, match string }

var (
	// joiners are signs and calls by which programs join strings.
	joiners = []string{"+", "..", " . ", "||", "<>", "}{", "}$", "}#", "oin(", "oncat(", "rintf(", "ormat("}
	// shellJoin is two variables side by side.
	shellJoin  = regexp.MustCompile(`\$\w+\$\w`)
	identifier = regexp.MustCompile(`[A-Za-z_]\w*`)
	// given is what follows the name of a variable that is a string; givenBare is one without quotes, in a shell.
	given     = regexp.MustCompile("^(?:[ \\t]*:[ \\t]*[\\w.&' ]{1,30})?[ \\t]*(?::=|=|:)[ \\t]*[\"'`]([^\"'`\\s${}]{4,300})[\"'`]")
	givenBare = regexp.MustCompile(`^=([^"'\x60\s$(){};]{4,300})(?:\s|$)`)
)

// Bounds of the search for what an expression joins: a text could be nothing but such expressions.
const (
	nearVariable = 1000 // bytes before and behind it
	maxUses      = 4    // of a variable that are looked at
)

// fragments returns the strings of the variables that an expression at an offset of the text joins, in its order; none if it joins none.
func fragments(text string, at int, expression string, bare bool) (all []fragment) {
	if len(expression) > 300 || !containsOne(expression, joiners) && !shellJoin.MatchString(expression) {
		return nil
	}
	text = text[max(0, at-nearVariable):min(len(text), at+nearVariable)]
	for _, name := range identifier.FindAllString(expression, 8) {
		if p := fragmentOf(text, name, bare); p.value != "" {
			all = append(all, p)
		}
	}
	return all
}

// fragmentOf returns the string of the variable of that name.
func fragmentOf(text, name string, bare bool) fragment {
	for at, uses := 0, 0; uses < maxUses; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return fragment{}
		}
		from := at + i
		at = from + len(name)
		if from > 0 && isWordByte(text[from-1]) || at < len(text) && isWordByte(text[at]) {
			continue
		}
		if sign := strings.TrimLeft(text[at:], " \t"); sign == "" || sign[0] != '=' && sign[0] != ':' {
			continue
		}
		uses++
		m := given.FindStringSubmatchIndex(text[at:])
		if m == nil && bare {
			m = givenBare.FindStringSubmatchIndex(text[at:])
		}
		if m != nil {
			return fragment{name, text[at+m[2] : at+m[3]], text[from : at+m[3]]}
		}
	}
	return fragment{}
}

func together(all []fragment) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(p.value)
	}
	return b.String()
}

// beginning is a variable that holds the beginning of a token.
var beginning = regexp.MustCompile("([A-Za-z_]\\w*)(?:[ \\t]*:[ \\t]*[\\w.&' ]{1,30})?[ \\t]*(?::=|=|:)[ \\t]*[\"'`]?$")

// apart calls add for the fragments of the token that begins at offset i in the string of one variable, and ends in that of another.
func (f *tokenForm) apart(text string, i int, add func(rule, match, value string)) {
	if i == 0 || strings.IndexByte("\"'`=", text[i-1]) < 0 {
		return
	}
	end := i
	for end < len(text) && isTokenByte(text[end]) {
		end++
	}
	m := beginning.FindStringSubmatch(text[max(0, i-100):i])
	if m == nil || end-i < len(f.literal)+4 {
		return
	}
	uses := 0
	for line := range strings.SplitSeq(text[end:min(len(text), end+nearVariable)], "\n") {
		if !strings.Contains(line, m[1]) {
			continue
		}
		if uses++; uses > maxUses {
			return
		}
		joined := fragments(text, end, line, true)
		for k, p := range joined {
			if p.name != m[1] {
				continue
			}
			if all := together(joined[k:]); len(joined[k:]) > 1 && len(f.form.FindString(all)) > len(p.value) {
				for _, part := range joined[k:] {
					add(f.rule, part.match, part.value)
				}
				return
			}
		}
	}
}
