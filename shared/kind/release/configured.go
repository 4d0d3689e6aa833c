package release

import (
	"strings"

	"github.com/devplus-app/devplus/shared/settings"
)

// Configured returns the range with a repository's release settings.
func (r Range) Configured(form settings.NotesForm) Range {
	r.Shared, r.Folders = form.SharedPaths, Folders(form)
	if r.Scheme = ""; form.Version != settings.AutoVersions {
		r.Scheme = string(form.Version)
	}
	return r
}

// Folders returns a repository's configured folders of released parts, in the form of Range.Folders.
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
