package prompt

import (
	"unicode/utf8"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Bounds on the input and output of a model with a known window, in tokens.
const (
	// InstructionTokens bounds the instructions and the schema of any kind: a test of the flows holds them to it.
	InstructionTokens = 2700
	// answerShare is the part of a window that is kept for the answer.
	answerShare = 4

	minPartBytes  = 4 << 10
	bytesPerToken = 4 // of English and of code, about
)

// Window is the number of tokens that a model takes, prompt and answer together. 0 is not known: MaxPartBytes alone bounds a message.
type Window int

// Smaller returns a window to try after a model refused what was sent under w as too long: what the model says it takes, if that is less,
// else half. It reports false if there is none.
func (w Window) Smaller(said int) (_ Window, ok bool) {
	if w == 0 {
		w = 40_000 // the need of a part of MaxPartBytes, the instructions and the answer
	}
	if w <= analysis.MinWindow {
		return w, false
	}
	next := w / 2
	if said > 0 && Window(said) < w {
		next = Window(said)
	}
	return max(next, analysis.MinWindow), true
}

// answer bounds the tokens of the answer.
func (w Window) answer() int { return int(w) / answerShare }

// message bounds the tokens of a message to the model.
func (w Window) message() int {
	return int(max(w, analysis.MinWindow)) - w.answer() - InstructionTokens
}

// fitted returns what build returns for messages of at most part bytes, which it makes smaller until they fit the window.
func (w Window) fitted(build func(part int) (Context, analysis.Coverage, error)) (Context, analysis.Coverage, error) {
	if w == 0 {
		return build(MaxPartBytes)
	}
	part, room := min(MaxPartBytes, w.message()*bytesPerToken), w.message()
	for {
		c, coverage, err := build(part)
		if err != nil {
			return c, coverage, err
		}
		most := 0
		for _, message := range c.Parts {
			most = max(most, Tokens(message))
		}
		if most <= room || part <= minPartBytes {
			c.AnswerTokens, c.Room = w.answer(), part
			return c, coverage, nil
		}
		part = max(min(part*room/most, part)*95/100, minPartBytes)
	}
}

// Tokens estimates how many tokens a text has for a model, on the safe side: measured with the vocabularies cl100k_base and o200k_base, it
// is 1.4 times the real number for diffs, 1.04 for base64, and more for other scripts.
func Tokens(s string) (n int) {
	for i := 0; i < len(s); {
		start, c := i, s[i]
		switch {
		case isLetter(c):
			for i++; i < len(s) && isLetter(s[i]) && (s[i] >= 'a' || s[i-1] < 'a'); i++ { // camelCase begins a new token
			}
			n += (i - start + 3) / 4
		case c == ' ' || c == '\t':
			for i++; i < len(s) && s[i] == c; i++ {
			}
			if i-start > 1 { // one blank is part of the word after it
				n += 1 + (i-start)/16
			}
		case isDigit(c) || c < ' ':
			i++
			n++
		case c < utf8.RuneSelf: // marks are read in pairs
			for i++; i < len(s) && s[i] > ' ' && s[i] < utf8.RuneSelf && !isLetter(s[i]) && !isDigit(s[i]); i++ {
			}
			n += (i - start + 1) / 2
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
			n += max(size-1, 1)
		}
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
