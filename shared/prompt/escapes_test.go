package prompt_test

import (
	"fmt"
	"strings"
	"testing"
)

// A program can spell a token byte by byte.
func TestRedaction_OfEscapedTokens(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]struct{ before, each, between, after string }{
		"C":          {`char t[] = "`, `\x%02x`, ``, `";`},
		"JavaScript": {`const t = "`, `\u00%02X`, ``, `";`},
		"shell":      {`printf '`, `\%03o`, ``, `'`},
		"HTML":       {`<p>`, `&#%d;`, ``, `</p>`},
		"Go":         {`t := []byte{`, `0x%02x`, `, `, `}`},
		"Java":       {`byte[] t = {`, `%d`, `, `, `};`},
		"codes":      {`String.fromCharCode(`, `%d`, `,`, `)`},
	} {
		for text, secret := range map[string]bool{githubToken(): true, "many words about widgets of all colors": false} {
			var run []string
			for _, b := range []byte(text) {
				run = append(run, fmt.Sprintf(form.each, b))
			}
			spelled := strings.Join(run, form.between)
			c, _ := build(t, input(added("a.txt", form.before+spelled+form.after)))
			if strings.Contains(all(c), spelled[len(spelled)/2:]) == secret {
				t.Errorf("%s: %q replaced: %t", name, text, !secret)
			}
		}
	}
}
