package release

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// undoneIn returns the titles that are left of pull requests 10, 11, 12 …, each "title" or "title|body".
func undoneIn(said ...string) (left []string) {
	e := &Evidence{}
	for i, s := range said {
		title, body, _ := strings.Cut(s, "|")
		sha, n := fmt.Sprintf("%040x", 0xabc0000+i), 10+i
		e.Commits = append(e.Commits, Commit{SHA: sha, Title: fmt.Sprintf("%s (#%d)", title, n), Body: body, Parents: 1, Pulls: []int{n}})
		e.Pulls = append(e.Pulls, Pull{Number: n, Title: title, Body: body, Commits: []string{sha}, MergeSHA: sha})
	}
	e.Settle("octo/project")
	for _, c := range e.Changes() {
		if !c.Undone() {
			left = append(left, c.Title())
		}
	}
	return left
}

// A change that does more than to revert is lost for readers if a word in its text takes it back, and with it what it names.
func TestRevert_OnlyWhatSaysNothingElse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ said, want []string }{
		"a title and the number":        {[]string{"Add x", `Revert "Add x (#10)"`, "Add y"}, []string{"Add y"}},
		"more in the body":              {[]string{"Use a pool", "Limit uploads|Reverts #10\n\nA semaphore limits them instead."}, []string{"Use a pool", "Limit uploads"}},
		"nothing else in the body":      {[]string{"Use a pool", "Out again|Reverts octo/project#10"}, nil},
		"of another repository":         {[]string{"Use a pool", "Out again|Reverts octo/other#10"}, []string{"Use a pool", "Out again"}},
		"conventional, by the header":   {[]string{"feat: dark mode", "revert: feat: dark mode"}, nil},
		"conventional, by the text":     {[]string{"feat: coupons", "revert: coupons"}, nil},
		"conventional, by Refs":         {[]string{"feat: wishes", "revert: take them out|Refs: 000000000000000000000000000000000abc0000"}, nil},
		"conventional, by the number":   {[]string{"feat: lists", "revert: #10", "Add y"}, []string{"Add y"}},
		"plain, by the number":          {[]string{"feat: lists", "Revert PR #10"}, nil},
		"plain, by the commit":          {[]string{"feat: lists", "Revert commit 000000000000000000000000000000000abc0000"}, nil},
		"an emoji":                      {[]string{"feat: beta", "🔙 feat: beta"}, nil},
		"reapplied":                     {[]string{"Add x", `Revert "Add x (#10)"`, `Reapply "Add x (#10)"`}, []string{"Add x"}},
		"a revert of the revert":        {[]string{"Add x", `Revert "Add x (#10)"`, `Revert "Revert "Add x (#10)""`}, []string{"Add x"}},
		"reverted, and added again":     {[]string{"Add x", `Revert "Add x"`, "Add x"}, []string{"Add x"}},
		"reapplied, and reverted again": {[]string{"Add x", `Revert "Add x (#10)"`, `Reapply "Add x (#10)"`, `Revert "Reapply "Add x (#10)""`}, nil},
		"a partial revert":              {[]string{"Add x", "Partially revert #10|This reverts the half of it."}, []string{"Add x", "Partially revert #10"}},
		"a title that does more":        {[]string{"Add x", "Revert and rework x|Reverts #10"}, []string{"Add x", "Revert and rework x"}},
		"a reverted reapplication with and": {
			[]string{"Add x and y", `Revert "Add x and y (#10)"`, `Reapply "Add x and y (#10)"`, `Revert "Reapply "Add x and y (#10)""`}, nil,
		},
		"two quoted titles":       {[]string{"Add x", `Revert "Add x" and mend "y"|Reverts #10`}, []string{"Add x", `Revert "Add x" and mend "y"`}},
		"a quoted title with and": {[]string{"Add x and y", `Revert "Add x and y (#10)"|Reverts #10`}, nil},
		"a word of the subject":   {[]string{"Add x", "Fix revert button of x"}, []string{"Add x", "Fix revert button of x"}},
	} {
		if diff := cmp.Diff(test.want, undoneIn(test.said...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
