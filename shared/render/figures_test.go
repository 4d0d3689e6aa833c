package render

import (
	"testing"

	"github.com/devplus-app/devplus/shared/text"
)

func TestFigures_HaveUnits(t *testing.T) {
	t.Parallel()
	tiny, zero, usual := 0.00002, 0.0, 0.01321
	for got, want := range map[string]string{
		text.Number(0): "0", text.Number(999): "999", text.Number(1204): "1,204", text.Number(1234567): "1,234,567", text.Number(-1204): "-1,204", text.Number(-120): "-120",
		text.Count(1, "line"): "1 line", text.Count(1204, "line"): "1,204 lines",
		tokens(1): "1 token", tokens(840): "840 tokens", tokens(12_345): "12.3k tokens", tokens(999_960): "1M tokens",
		Size(840): "840 bytes", Size(49_357): "48.2 KiB",
		cost(nil): "unpriced", cost(&zero): "less than $0.0001", cost(&tiny): "less than $0.0001", cost(&usual): "$0.0132",
		Percentile(77.94): "78", Percentile(99.7): "99", Percentile(0): "0", // nothing is riskier than 100% of what may come
		Percent(0.801): "80%", Percent(0.001): "less than 1%", Percent(0): "0%",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
