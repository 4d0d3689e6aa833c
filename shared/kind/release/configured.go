package release

import (
	"strings"

	"github.com/devplus-app/devplus/shared/settings"
)

// Configured returns the range with what a repository sets for its releases.
func (r Range) Configured(form settings.NotesForm) Range {
	r.Shared, r.Folders = form.SharedPaths, Folders(form)
	if r.Scheme = ""; form.Version != settings.AutoVersions {
		r.Scheme = string(form.Version)
	}
	return r
}

// Folders returns the folders of the released parts that a repository names, as Range.Folders has them.
func Folders(form settings.NotesForm) map[string]string {
	if len(form.Components) == 0 {
		return nil
	}
	folders := map[string]string{}
	for _, c := range form.Components {
		folders[lineName(c.Name)] = strings.Trim(string(c.Path), "/")
	}
	return folders
}
