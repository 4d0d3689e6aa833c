package render

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/text"
)

// cutSection counts the bullets of the section under a heading.
func cutSection(markdown, heading string) (bullets int, found bool) {
	_, rest, found := strings.Cut(markdown, heading)
	rest, _, _ = strings.Cut(rest, "\n### ")
	return strings.Count(rest, "\n- "), found
}

func TestCompose_CutsTheLongestSection(t *testing.T) {
	t.Parallel()
	long := make([]string, 100)
	for i := range long {
		long[i] = strings.Repeat("é", 20)
	}
	got := Compose(1000, []Section{List("### Long", long), Paragraph("The end must stay.")})
	bullets, _ := cutSection(got, "### Long")
	if len(got) > 1000 || !strings.HasSuffix(got, "The end must stay.") || bullets < 15 {
		t.Errorf("%d bytes, %d entries: %s", len(got), bullets, got)
	}
	if !strings.Contains(got, "left out") || strings.Count(got, "é")%20 != 0 {
		t.Errorf("entries were cut, not left out: %s", got)
	}
	if whole := Compose(10_000, []Section{List("### Long", long)}); strings.Contains(whole, "left out") || strings.Count(whole, "\n- ") != 100 {
		t.Errorf("a text within the limit was cut: %s", whole)
	}
}

func TestFigures_HaveUnits(t *testing.T) {
	t.Parallel()
	tiny, zero, usual := 0.00002, 0.0, 0.01321
	for got, want := range map[string]string{
		text.Number(0): "0", text.Number(999): "999", text.Number(1204): "1,204", text.Number(1234567): "1,234,567", text.Number(-1204): "-1,204", text.Number(-120): "-120",
		text.Count(1, "line"): "1 line", text.Count(1204, "line"): "1,204 lines",
		tokens(1): "1 token", tokens(840): "840 tokens", tokens(12_345): "12.3k tokens", tokens(999_960): "1M tokens",
		Size(840): "840 bytes", Size(49_357): "48.2 KiB",
		cost(nil): "unpriced", cost(&zero): "less than $0.0001", cost(&tiny): "less than $0.0001", cost(&usual): "$0.0132",
		Percent(0.801): "80%", Percent(0.001): "less than 1%", Percent(0): "0%",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
