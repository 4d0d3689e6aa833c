package prompt

import "testing"

func TestBoundary_OccursInNoText(t *testing.T) {
	t.Parallel()
	seed := []byte("seed")
	first := boundaryFrom(seed, 0)
	if got := freeBoundary(seed, []string{"a", "b " + first + " c"}); got != boundaryFrom(seed, 1) {
		t.Errorf("boundary %s, want the second, as the first %s occurs", got, first)
	}
}
