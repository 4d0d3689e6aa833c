package render

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
)

// The summary must show that only a part was reviewed.
func TestSummary_NamesTheProductionCodeThatWasNotReviewed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		unseen int
		files  []string
		want   string
	}{
		{1, []string{"a|b.go"}, "**The model has not seen all of 1 production file**: `a|b.go`."},
		{7, []string{"a.go", "b.go"}, "**The model has not seen all of 7 production files**: `a.go`, `b.go` and 5 more."},
		{0, nil, ""},
	} {
		a := answered()
		a.Coverage = &analysis.Coverage{Unseen: test.unseen, UnseenFiles: test.files}
		summary := Renderer{}.CheckRun(a).Shown().Summary
		if !strings.HasSuffix(summary, test.want) || test.want == "" && strings.Contains(summary, "not seen") {
			t.Errorf("%d unseen: %q", test.unseen, summary)
		}
	}
}
