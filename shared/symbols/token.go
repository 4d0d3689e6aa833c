package symbols

// token is a word, a number, a string or one sign.
type token struct {
	text   string
	at     int32 // its offset
	line   int32
	last   int32 // the line of its end
	indent int32 // columns before it if it is the first of its line, else -1
	kind   tokenKind
}

type tokenKind uint8

const (
	word tokenKind = iota
	number
	quoted
	sign
)

func (t token) starts() bool { return t.indent >= 0 }

// is reports whether the token is this word or sign.
func (t token) is(text string) bool { return t.kind != quoted && t.text == text }

// pairs returns for each opening bracket the index of its closing one, and the other way round; -1 for those without a partner and for
// other tokens. A closing bracket of another kind closes what was opened inside; a stray one in a block does not end the block.
func pairs(tokens []token) []int32 {
	partner := make([]int32, len(tokens))
	open := map[string][]int32{} // by the closing sign, so that a stray one costs no search
	innermost := func(sign string) int32 {
		if of := open[sign]; len(of) > 0 {
			return of[len(of)-1]
		}
		return -1
	}
	for i, t := range tokens {
		partner[i] = -1
		if t.kind != sign {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			open[closes[t.text]] = append(open[closes[t.text]], int32(i))
		case ")", "]", "}":
			o := innermost(t.text)
			if o < 0 || o < innermost("}") {
				continue
			}
			partner[i], partner[o] = o, int32(i)
			for sign, of := range open {
				for len(of) > 0 && of[len(of)-1] >= o {
					of = of[:len(of)-1]
				}
				open[sign] = of
			}
		}
	}
	return partner
}

var closes = map[string]string{"(": ")", "[": "]", "{": "}"}
