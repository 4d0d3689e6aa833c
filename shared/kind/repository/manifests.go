package repository

import (
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// manifestsIn returns the dependency manifests, upper folders first.
func manifestsIn(files []string, exists func(string) bool) []Manifest {
	var found []Manifest
	for _, f := range files {
		e, ok := filekind.EcosystemOf(f)
		if !ok {
			continue
		}
		lock := lockOf(e, path.Dir(f), exists)
		found = append(found, Manifest{Path: f, Ecosystem: e.Name, Lock: lock, unlocked: e.Locked && lock == "" && !exampleFolder.MatchString(strings.ToLower(f))})
	}
	slices.SortStableFunc(found, func(a, b Manifest) int { return strings.Count(a.Path, "/") - strings.Count(b.Path, "/") })
	return found
}

// lockOf returns the lock file in the folder or in those above, because workspaces have one for all.
func lockOf(e filekind.Ecosystem, folder string, exists func(string) bool) string {
	for {
		for _, lock := range e.Locks {
			if p := path.Join(folder, lock); exists(p) {
				return p
			}
		}
		if folder == "." {
			return ""
		}
		folder = path.Dir(folder)
	}
}
