package prompt_test

import (
	"strings"
	"testing"
)

// Nobody can put a token together again of which the model sees neither half, whatever the variables are called.
func TestRedaction_OfHalvesInVariables(t *testing.T) {
	t.Parallel()
	token := githubToken()
	one, two := token[:20], token[20:]
	for path, lines := range map[string][]string{
		"a.py": {`x = "` + one + `"`, `y = "` + two + `"`, `use(x + y)`},
		"a.kt": {`val x: String = "` + one + `"`, `log()`, `val y: String = "` + two + `"`, `use("$x$y")`},
		"a.js": {`const x = '` + one + `'`, `const y = '` + two + `'`, "use(`${x}${y}`)"},
		"a.go": {`y := "` + two + `"`, `x := "` + one + `"`, `use(fmt.Sprintf("%s%s", x, y))`},
		"a.sh": {`x=` + one, `y=` + two, `use "$x$y"`},
	} {
		c, _ := build(t, input(added(path, lines...)))
		if text := all(c); strings.Contains(text, one) || strings.Contains(text, two) {
			t.Errorf("%s: a half is sent: %s", path, text)
		}
	}
	for path, lines := range map[string][]string{
		"b.py": {`x = "` + one + `"`, `y = "` + two + `"`, `use(x, y)`},
		"b.rb": {`x = "gh` + `p_"`, `y = "` + two + `"`, `use(x + y)`},
	} {
		if c, _ := build(t, input(added(path, lines...))); !strings.Contains(all(c), two) {
			t.Errorf("%s: what is no half is not sent", path)
		}
	}
}
