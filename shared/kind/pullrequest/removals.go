package pullrequest

import (
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// removalWords says in a title what was removed from workflows; empty if nothing was.
func removalWords(f *change.Facts) string {
	switch {
	case f == nil || len(f.Removals) == 0:
		return ""
	case len(f.Removals) == 1:
		return "removes the " + removalWord(f.Removals[0].What) + " " + f.Removals[0].Name
	}
	return text.Count(len(f.Removals), "removal", "removals") + " from workflows"
}

// removals lists the removals from workflows.
func removals(f *change.Facts, w page.Writer) page.Section {
	if f == nil {
		return page.Section{}
	}
	var entries []page.Inline
	for _, r := range f.Removals {
		entry := page.Say("the %s %s", removalWord(r.What), page.Code(r.Name))
		if r.What != change.RemovedWorkflow {
			entry = page.Say("%s, at %s", entry, w.Blob(r.Path, r.Start, r.End))
		}
		entries = append(entries, entry)
	}
	return page.List(page.Head{}.Intro(page.Strong("Removed from workflows:")), entries)
}

func removalWord(what string) string {
	switch what {
	case change.RemovedJob, change.RemovedPermission:
		return what
	}
	return "workflow"
}
