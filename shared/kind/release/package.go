package release

import (
	"cmp"
	"context"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/text"
)

// maxManifests bounds the manifests read to find a package's name: three requests.
const maxManifests = 42

// The line with which a manifest names its package: in TOML the first such line, in YAML one without indentation.
var (
	tomlName = regexp.MustCompile(`(?m)^\s*name\s*=\s*"([^"\n]+)"`)
	yamlName = regexp.MustCompile(`(?m)^name:\s*["']?([^"'\s#]+)`)
)

// packageName returns the name that a manifest gives its package; "" if it gives none.
func packageName(file, content string) string {
	pattern := tomlName
	switch path.Ext(file) {
	case ".json":
		var manifest struct{ Name string }
		_ = json.Unmarshal([]byte(content), &manifest) // an invalid manifest has no name
		return manifest.Name
	case ".yaml":
		pattern = yamlName
	}
	if m := pattern.FindStringSubmatch(content); m != nil {
		return m[1]
	}
	return ""
}

// named are the manifests that name their package.
var named = text.Words("package.json composer.json deno.json jsr.json cargo.toml pyproject.toml pubspec.yaml chart.yaml")

// samePackage compares names of packages. Python takes "_" for "-".
func samePackage(a, b string) bool {
	return strings.EqualFold(strings.ReplaceAll(a, "_", "-"), strings.ReplaceAll(b, "_", "-"))
}

// packageFolder returns the folder of the package whose manifest has that name; "" if there is none, or it is the whole repository. Manifests
// whose paths have a word of the name are read first.
func packageFolder(ctx context.Context, src *source.Snapshot, name string, entries []githubapp.TreeEntry) (string, error) {
	words := strings.FieldsFunc(strings.ToLower(path.Base(name)), func(r rune) bool { return strings.ContainsRune("-_.@/", r) })
	alike := func(p string) int {
		return boolean(slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(p), w) }))
	}
	var files []string
	for _, e := range entries {
		if named[strings.ToLower(path.Base(e.Path))] && strings.Contains(e.Path, "/") && !strings.Contains(e.Path, "node_modules/") {
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
		if is := packageName(files[i], b.Text); is != "" && (samePackage(is, name) || samePackage(path.Base(is), name)) {
			return path.Dir(files[i]), nil
		}
	}
	return "", nil
}
