package prompt

import (
	"strings"
	"testing"
)

// A review cut to a bound by Fit must be estimated within it, or it would still be refused.
func TestFit_IsWithinTheEstimate(t *testing.T) {
	t.Parallel()
	for _, most := range []int64{8_000, 20_000, 45_000, 100_000, 150_000, 300_000} {
		window, parts := Window(0).Fit(most)
		bytes := MaxPartBytes
		c := Context{}
		if window > 0 {
			bytes, c.AnswerTokens = min(bytes, window.message()*bytesPerToken), window.answer()
		}
		for range parts {
			c.Parts = append(c.Parts, strings.Repeat("word", bytes/4)[:bytes])
		}
		if input, output := c.Estimate(); input+output > most {
			t.Errorf("%d tokens: %d parts of %d bytes are estimated at %d", most, parts, bytes, input+output)
		}
	}
	if w, parts := Window(8192).Fit(0); w != 8192 || parts != MaxParts {
		t.Errorf("without a bound: window %d, %d parts", w, parts)
	}
}
