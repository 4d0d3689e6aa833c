package repository

import (
	"strings"
	"testing"
)

// A terminal can't break an address, so a longer one made lines of 137 columns.
func TestAdvice_LinksFitIntoALineOfATerminal(t *testing.T) {
	t.Parallel()
	for _, a := range advices {
		if n := len(a.link); n > 118 {
			t.Errorf("%s: %d columns: %s", a.key, n, a.link)
		}
	}
}

// A language that the page lists has some code, and "0%" said that it has none.
func TestPage_SmallLanguageIsNotZero(t *testing.T) {
	t.Parallel()
	r := sound()
	r.Languages = []Language{{"Go", 620, 4 << 20, 1}, {"Dockerfile", 1, 312, 0}}
	text := written(shown(t, r, "")).Text
	if !strings.Contains(text, "| Dockerfile | 1 | 312 bytes | less than 1% |") {
		t.Error(text)
	}
}
