package prompt

import (
	"strings"
	"testing"
)

// A budget holds for the verifications, too: what a review may take must not be passed by the calls after it.
func TestVerified_KeepsWithinTheBudget(t *testing.T) {
	t.Parallel()
	c := Context{Parts: []string{strings.Repeat("word ", 2000)}, Effort: "deep"}
	input, output := c.Estimate()
	in, out := c.verification()
	for more, want := range map[int64]int{-1: 0, 0: 0, in + out - 1: 0, in + out: 1, 3 * (in + out): 3, 100 * (in + out): MaxVerified} {
		got, err := c.Verified(nil, input+output+more)
		if err != nil || got.Verify.Most != want || len(got.Verify.Severities) != 4 {
			t.Errorf("%d tokens more: %+v, want %d; %v", more, got.Verify, want, err)
		}
		if i, o := got.Estimate(); i+o > input+output+max(0, more) {
			t.Errorf("%d tokens more: estimated at %d", more, i+o)
		}
	}
	c.Effort = ""
	got, err := c.Verified([]OpenClaim{{Name: "F1", Title: "AKIAQYLPMN5HFIQR7XYA is in the code"}}, 0)
	if err != nil || got.Verify.Most != MaxVerified || strings.Join(got.Verify.Severities, " ") != "critical high" || strings.Contains(got.Verify.Open[0].Title, "AKIA") {
		t.Errorf("%+v, %v", got.Verify, err)
	}
}
