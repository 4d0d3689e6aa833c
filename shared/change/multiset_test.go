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

// A sieve that forgets a line would count moved code of large changes as new.
func TestMultiset_SealedKeepsEveryText(t *testing.T) {
	t.Parallel()
	var m multiset
	for range 2 {
		for i := range 3 * minSieve {
			m.add(strconv.Itoa(i))
		}
		m.seal()
		if m.sieve == nil {
			t.Fatal("not sealed")
		}
		for i := range 3 * minSieve {
			if !m.take(strconv.Itoa(i)) || m.take(strconv.Itoa(i)) || m.take(strconv.Itoa(i)+"x") {
				t.Fatalf("%d is not there once", i)
			}
		}
		m.reset()
		m.add("y")
		if !m.take("y") {
			t.Fatal("a text of the next round is sifted out")
		}
		m.reset()
	}
}
