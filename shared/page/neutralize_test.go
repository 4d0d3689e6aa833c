package page

import (
	"math/rand/v2"
	"testing"
)

// A word taken for plain is not checked again, so a trigger among them would reach GitHub.
func TestIsPlain_HidesNoTrigger(t *testing.T) {
	t.Parallel()
	parts := []string{
		"@", "#", "1", "GH", "-", "CVE", "ghsa", ":", "//", "www", ".", "mailto", "/", "deadbeef", "abc", "0a1", "K", "ſ", "é", "word", "(", "7", "F",
	}
	plain, triggers := 0, 0
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		word := ""
		for range 1 + random.IntN(6) {
			word += parts[random.IntN(len(parts))]
		}
		acts := trigger.MatchString(word)
		if isPlain(word) {
			plain++
			if acts {
				t.Fatalf("%q is taken for plain", word)
			}
		}
		if acts {
			triggers++
		}
	}
	for _, word := range []string{"fixes", "func", "ABCDEF", "123456", "naïve", "1,000"} {
		if !isPlain(word) {
			t.Errorf("%q is looked at in vain", word)
		}
	}
	if plain < 1000 || triggers < 1000 {
		t.Errorf("%d plain, %d triggers: too few to tell", plain, triggers)
	}
}
