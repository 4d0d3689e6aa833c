package page

import (
	"strings"
	"testing"
)

// cutSection counts the bullets of the section under a heading.
func cutSection(markdown, heading string) (bullets int, found bool) {
	_, rest, found := strings.Cut(markdown, heading)
	rest, _, _ = strings.Cut(rest, "\n### ")
	return strings.Count(rest, "\n- "), found
}

func TestCompose_CutsTheLongestSection(t *testing.T) {
	t.Parallel()
	long := make([]Inline, 100)
	for i := range long {
		long[i] = Text(strings.Repeat("é", 20))
	}
	got := Compose(1000, []Section{List(Heading("Long"), long), Statement("The end must stay.")}).String()
	bullets, _ := cutSection(got, "### Long")
	if len(got) > 1000 || !strings.HasSuffix(got, "The end must stay.") || bullets < 15 {
		t.Errorf("%d bytes, %d entries: %s", len(got), bullets, got)
	}
	if !strings.Contains(got, "left out") || strings.Count(got, "é")%20 != 0 {
		t.Errorf("entries were cut, not left out: %s", got)
	}
	if whole := Compose(10_000, []Section{List(Heading("Long"), long)}).String(); strings.Contains(whole, "left out") || strings.Count(whole, "\n- ") != 100 {
		t.Errorf("a text within the limit was cut: %s", whole)
	}
}
