package pullrequest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
)

// A change of CI alone has no score, so its title is where a reader learns that a job or a permission goes.
func TestRemovals_AreNamedInTheTitleAndThePage(t *testing.T) {
	t.Parallel()
	job := change.Removal{What: change.RemovedJob, Name: "test"}
	job.Path, job.Start, job.End = ".github/workflows/ci.yml", 7, 7
	workflow := change.Removal{What: change.RemovedWorkflow, Name: ".github/workflows/scan.yml"}
	for _, test := range []struct {
		removed []change.Removal
		title   string
		page    []string
	}{
		{nil, "", nil},
		{[]change.Removal{job}, "removes the job test", []string{"Removed from workflows:", "the job `test`, at ", "ci.yml"}},
		{[]change.Removal{job, workflow}, "2 removals from workflows", []string{"the job `test`", "`.github/workflows/scan.yml`"}},
	} {
		f := &change.Facts{Removals: test.removed}
		if got := removalWords(f); got != test.title {
			t.Errorf("title %q, want %q", got, test.title)
		}
		said := fmt.Sprint(removals(f, page.Writer{Repository: "octo/shop", HeadSHA: "abc1234"}))
		for _, want := range test.page {
			if !strings.Contains(said, want) {
				t.Errorf("no %q in %s", want, said)
			}
		}
	}
}
