package change

import (
	"regexp"
	"strings"
)

// statementPair reads calls that take two statements, of which the second undoes the first: Ecto's execute and Django's RunSQL.
type statementPair struct {
	within bool   // of a call
	quote  string // of the text that goes on, or empty
	depth  int    // of parentheses and brackets
	texts  int    // that are over
	second bool   // the first statement is over
}

var pairCall = regexp.MustCompile(`^(?:execute\b[ (]|(?:\w+\.)?RunSQL\()`)

// forward returns the part of the next line, without blanks at its ends, that belongs to the way forward.
func (p *statementPair) forward(text string) string {
	if !p.within && !pairCall.MatchString(text) {
		return text
	}
	p.within = true
	end := len(text)
	if p.second {
		end = 0
	}
	for i := 0; i < len(text); i++ {
		switch rest := text[i:]; {
		case p.quote != "" && strings.HasPrefix(rest, p.quote):
			i += len(p.quote) - 1
			p.quote, p.texts = "", p.texts+1
		case p.quote != "" && rest[0] == '\\':
			i++
		case p.quote != "":
		case strings.HasPrefix(rest, `"""`):
			p.quote = `"""`
			i += 2
		case rest[0] == '"' || rest[0] == '\'':
			p.quote = rest[:1]
		case rest[0] == '(' || rest[0] == '[':
			p.depth++
		case rest[0] == ')' || rest[0] == ']':
			if p.depth--; p.depth <= 0 {
				*p = statementPair{}
				return trim(text[:end])
			}
		case rest[0] == ',' && p.depth <= 1 && p.texts > 0 && !p.second:
			p.second, end = true, i
		}
	}
	if p.quote == "" && p.depth == 0 && !strings.HasSuffix(text, ",") {
		*p = statementPair{}
	}
	return trim(text[:end])
}
