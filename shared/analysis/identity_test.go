package analysis_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
)

const head = "6dcb09b5b57875f334f61aebed695e2e4193db5e"

func pull(number int) analysis.Subject {
	return analysis.Subject{Kind: analysis.PullRequest, Number: number}
}

// Stored analyses and check runs carry these: another derivation would lose them all.
func TestIDStaysWhatItWas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		repository int64
		subject    analysis.Subject
		head, want string
	}{
		{1296269, pull(1347), head, "pull_request-1296269-b895a90d348c528cb824"},
		{1296269, pull(1347), strings.ToUpper(head), "pull_request-1296269-b895a90d348c528cb824"},
		{1296269, pull(1348), head, "pull_request-1296269-c9c1017a00abb24f1617"},
		{1296269, pull(1347), strings.Repeat("0", 40), "pull_request-1296269-d284023bc71eae88cc7d"},
		{math.MaxInt64, pull(math.MaxInt32), strings.Repeat("f", 64), "pull_request-9223372036854775807-d806f65b248554624796"},
	} {
		got := analysis.ID(c.repository, c.subject, c.head)
		if got != c.want {
			t.Errorf("ID(%d, %d, %s) = %s, want %s", c.repository, c.subject.Number, c.head, got, c.want)
		}
		if !regexp.MustCompile(`^[a-z0-9_-]{1,63}$`).MatchString(got) {
			t.Errorf("%s is no label value", got)
		}
	}
}

func TestOnlyWhatExternalIDMadeIsParsed(t *testing.T) {
	t.Parallel()
	id := analysis.ID(1, pull(2), head)
	for _, attempt := range []int{1, 2, 10, math.MaxInt32} {
		gotID, gotAttempt, ok := analysis.ParseExternalID(analysis.ExternalID(id, attempt))
		if gotID != id || gotAttempt != attempt || !ok {
			t.Errorf("attempt %d came back as %q, %d, %t", attempt, gotID, gotAttempt, ok)
		}
	}
	for _, garbage := range []string{
		"", ".", "x", "x.", ".1", "x.0", "x.-1", "x.+1", "x.01", "x.1.", "x.1.2", "x.1 ", "x. 1", "x.1e3", "x.0x1", "x.१",
		"x.99999999999999999999", strings.Repeat(".", 1<<16),
	} {
		if id, attempt, ok := analysis.ParseExternalID(garbage); ok || id != "" || attempt != 0 {
			t.Errorf("%.20q was parsed as %q, %d, %t", garbage, id, attempt, ok)
		}
	}
}
