package release

import (
	"cmp"
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// maxManifests bounds the manifests that are read for a package's name: three requests.
const maxManifests = 42

// namesPackage matches the line by which a manifest names its package.
var namesPackage = regexp.MustCompile(`(?m)^\s*"?name"?\s*[:=]\s*"([^"\n]+)"`)

// packageFolder returns the folder of the package whose manifest has that name; "" if there is none, or it is the whole repository. Manifests
// whose paths have a word of the name are read first.
func packageFolder(ctx context.Context, src *source.Snapshot, name string, entries []githubapp.TreeEntry) (string, error) {
	words := strings.FieldsFunc(strings.ToLower(path.Base(name)), func(r rune) bool { return strings.ContainsRune("-_.@/", r) })
	alike := func(p string) int {
		return boolean(slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(p), w) }))
	}
	var files []string
	for _, e := range entries {
		base := strings.ToLower(path.Base(e.Path))
		if (base == "package.json" || base == "cargo.toml" || base == "pyproject.toml") && strings.Contains(e.Path, "/") && !strings.Contains(e.Path, "node_modules/") {
			files = append(files, e.Path)
		}
	}
	slices.SortStableFunc(files, func(a, b string) int {
		return cmp.Or(alike(b)-alike(a), strings.Count(a, "/")-strings.Count(b, "/"))
	})
	files = files[:min(len(files), maxManifests)]
	blobs, err := src.Blobs(ctx, files...)
	if err != nil {
		return "", err
	}
	for i, b := range blobs {
		if m := namesPackage.FindStringSubmatch(b.Text); m != nil && (m[1] == name || path.Base(m[1]) == name) {
			return path.Dir(files[i]), nil
		}
	}
	return "", nil
}
