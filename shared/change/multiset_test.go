package change

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// A multiset that loses a word, or keeps one over a round, would make new words of a change depend on what stands elsewhere in it.
func TestMultiset_EqualsAMapOfCounts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	var b multiset
	for range 40 {
		want := map[string]int{}
		for range random.IntN(3000) {
			text := strconv.Itoa(random.IntN(500))
			if random.IntN(3) > 0 {
				b.add(text)
				want[text]++
			} else if took := b.take(text); took != (want[text] > 0) {
				t.Fatalf("take(%s) = %v with %d of it", text, took, want[text])
			} else if took {
				want[text]--
			}
		}
		for text, n := range want {
			for range n {
				if !b.take(text) {
					t.Fatalf("%s is lost", text)
				}
			}
		}
		b.reset()
	}
}
