package releaserisk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/risk"
)

// Of a release of three changes, "look at these three first" is no advice.
func TestLead_NamesTheRiskiestOfAFewChanges(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "Look at `#1` first**.", 3: "Look at `#1` first**.", 4: "Look at `#1`, `#2`, `#3` first**: 80% of the risk of its 4 changes"} {
		e := Evidence{LeadShare: .8, Counts: Counts{Changes: n}}
		for i := range n {
			e.Changes = append(e.Changes, Change{Pull: i + 1})
		}
		said := fmt.Sprint(leadWords(&risk.Assessment{Level: change.High}, e, page.Writer{}))
		if !strings.Contains(said, want) {
			t.Errorf("%d changes: %s, want %q", n, said, want)
		}
	}
}
