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
// other tokens. A closing bracket of another kind closes what was opened inside.
func pairs(tokens []token) []int32 {
	partner := make([]int32, len(tokens))
	var open []int32
	for i, t := range tokens {
		partner[i] = -1
		if t.kind != sign {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			open = append(open, int32(i))
		case ")", "]", "}":
			for n := len(open) - 1; n >= 0; n-- {
				if o := open[n]; closes[tokens[o].text] == t.text {
					partner[i], partner[o] = o, int32(i)
					open = open[:n]
					break
				} else if t.text != "}" && tokens[o].text == "{" {
					break // a stray bracket in a block does not end the block
				}
			}
		}
	}
	return partner
}

var closes = map[string]string{"(": ")", "[": "]", "{": "}"}
