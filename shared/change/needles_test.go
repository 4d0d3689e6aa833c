package change

import (
	"strings"
	"testing"
)

// A text that is not found where it stands hides a guard.
func TestNeedles_FindsATextAnywhere(t *testing.T) {
	t.Parallel()
	for _, shortest := range []string{"csr", "csrf", "csrf_", "csrf_token"} {
		n := needlesOf(map[string][]int{shortest: {1}, "insecureskipverify": {150}, "verify(": {64}})
		for text, of := range map[string]int{shortest: 1, "InsecureSkipVerify": 150, "VERIFY(": 64} {
			for before := range 10 {
				for after := range 3 {
					line := strings.Repeat("x", before) + text + strings.Repeat("y", after)
					if got := n.in(line); got != setOf(of) {
						t.Errorf("%q beside %q: finds %v, want only %d", line, shortest, got, of)
					}
					if got := n.in(line[:before] + line[before+1:]); got.has(of) {
						t.Errorf("%q beside %q: finds %d without its first byte", line, shortest, of)
					}
				}
			}
		}
	}
	if got := needlesOf(map[string][]int{"csrf": {1}}).in("\x03\x13\x12\x06 cs rf"); got != (numberSet{}) {
		t.Errorf("finds %v in what only looks like it", got)
	}
}

func setOf(i int) (of numberSet) {
	of.set(i)
	return of
}

// A line would be searched in vain, or not at all.
func TestNumberSet_HasAllOnlyOfItsNumbers(t *testing.T) {
	t.Parallel()
	var all, none numberSet
	for i := range len(all) * 64 {
		one := setOf(i)
		if all.set(i); one == none || !all.hasAll(&one) || none.hasAll(&one) || i > 0 && one.hasAll(&all) {
			t.Errorf("the set of %d: in all up to it %v, in none %v", i, all.hasAll(&one), none.hasAll(&one))
		}
	}
}
