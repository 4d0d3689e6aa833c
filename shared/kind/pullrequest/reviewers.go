package pullrequest

import (
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// reviewers names the people who know the changed lines and files. It mentions nobody and requests no
// review.
func reviewers(f *change.Facts) page.Section {
	if f == nil || f.History == nil || len(f.History.Reviewers) == 0 {
		return page.Section{}
	}
	var names []page.Inline
	for _, r := range f.History.Reviewers {
		var knows []string
		if r.Lines > 0 {
			knows = append(knows, text.Count(r.Lines, "changed line"))
		}
		if r.Files > 0 {
			knows = append(knows, text.Count(r.Files, "file"))
		}
		names = append(names, page.Say("%s (%s)", page.Code(r.Name), strings.Join(knows, ", ")))
	}
	return page.Statement("%s %s worked on these lately.", page.Strong("Suggested reviewers:"), page.Join(", ", names...))
}
