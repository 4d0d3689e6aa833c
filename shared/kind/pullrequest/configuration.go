package pullrequest

import (
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/repoconfig"
)

// configuration returns the changed files that set DevPlus's settings and exist after the change.
func configuration(repository string, patches []diff.Patch) []string {
	known := []string{repoconfig.Path}
	if repository == repoconfig.OrganizationName {
		known = append(known, repoconfig.OrganizationPath)
	}
	var changed []string
	for _, p := range patches {
		if p.Status != diff.Removed && slices.Contains(known, p.Path) {
			changed = append(changed, p.Path)
		}
	}
	return changed
}
