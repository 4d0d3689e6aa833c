package change

import (
	"strings"
	"testing"
)

// Comparing texts at each of their pairs costs a third more, comparing at too few hides a guard.
func TestNeedles_CompareWhereTheTextGoesOn(t *testing.T) {
	t.Parallel()
	for _, list := range needlesOf(map[string][]int{"xyzverify": {0}}).found {
		n := list.needles[0]
		next := n.text[n.at+2:]
		for rest, want := range map[string]bool{next: true, strings.ToUpper(next): true, "": true, "q" + next: false} {
			if got := len(list.before(rest)) > 0; got != want {
				t.Errorf("after %q, before %q: compares %t, want %t", n.text[n.at:n.at+2], rest, got, want)
			}
		}
	}
	for _, list := range needlesOf(map[string][]int{"xyz": {0}}).found {
		if n := list.needles[0]; n.at > 0 && len(list.before("q")) == 0 {
			t.Errorf("%q is not looked for before a q, where it has ended", n.text)
		}
	}
}
