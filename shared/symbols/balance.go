package symbols

import (
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// Balance counts what a text opens and does not close, and the other way round. The zero value is a balanced text.
type Balance struct {
	Brackets int  // without a partner, or with one of another kind
	Quotes   int  // that begin no string
	Blocks   int  // more keywords that open a block than keywords that end one, in languages that have such keywords
	Open     bool // the end is inside a comment or a string
}

// blockWords are the keywords that open a block, and those that end it, by family. After means: only as the first word of a line.
var blockWords = map[string]struct{ opens, after, ends map[string]bool }{
	"shell": {text.Words("if case do"), nil, text.Words("fi esac done")},
	"ruby":  {text.Words("def class module begin do case"), text.Words("if unless while until for"), text.Words("end")},
}

// BalanceOf returns the balance of a file; ok is false if its language is not known.
func BalanceOf(path, text string) (b Balance, ok bool) {
	l := languageOf(path)
	if l == nil {
		return b, false
	}
	x := lexer{language: l, text: text, line: 1, fresh: true}
	x.until("")
	tokens := x.tokens
	if n := len(tokens); n > 0 && tokens[n-1].kind == quoted {
		b.Open = l.unended(tokens[n-1].text)
	}
	b.Open = b.Open || x.unended || len(x.here) > 0
	if l.directives {
		tokens = balance(tokens)
	}
	words := blockWords[l.family]
	var open []string
	for _, t := range tokens {
		switch {
		case t.kind == word && (words.opens[t.text] || t.starts() && words.after[t.text]):
			b.Blocks++
		case t.kind == word && words.ends[t.text]:
			b.Blocks--
		case t.kind != sign:
		case closes[t.text] != "":
			open = append(open, closes[t.text])
		case strings.Contains(")]}", t.text):
			if n := len(open); n > 0 && open[n-1] == t.text {
				open = open[:n-1]
			} else {
				b.Brackets++
			}
		case l.quotes != nil && l.opensString(t.text):
			b.Quotes++
		}
	}
	b.Brackets += len(open)
	return b, true
}

// opensString reports whether a sign is the beginning of a string, so that by itself it is one that nothing closes.
func (l *language) opensString(sign string) bool {
	for _, q := range l.quotes {
		if q.open == sign && !q.short {
			return true
		}
	}
	return false
}

// unended reports whether the text of a string goes on to the end of its file.
func (l *language) unended(text string) bool {
	for _, q := range l.quotes {
		if len(q.open) > 1 && strings.HasPrefix(text, q.open) {
			return len(text) < len(q.open)+len(q.close) || !strings.HasSuffix(text, q.close)
		}
	}
	return false
}
