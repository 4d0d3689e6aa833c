package pullrequest

import (
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// reviewers names who knows the changed files. Nobody is mentioned, and nobody's review requested.
func reviewers(f *change.Facts) page.Section {
	if f == nil || f.History == nil || len(f.History.Reviewers) == 0 {
		return page.Section{}
	}
	var names []page.Inline
	for _, r := range f.History.Reviewers {
		names = append(names, page.Say("%s (%s)", page.Code(r.Name), text.Count(r.Files, "file")))
	}
	return page.Statement("%s %s worked on these files lately.", page.Strong("Suggested reviewers:"), page.Join(", ", names...))
}
