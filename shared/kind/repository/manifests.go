package repository

import (
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// manifestsIn finds what names dependencies, those nearest to the top first.
func manifestsIn(files []string, exists func(string) bool) []Manifest {
	var found []Manifest
	for _, f := range files {
		e, ok := filekind.EcosystemOf(f)
		if !ok {
			continue
		}
		lock := lockOf(e, path.Dir(f), exists)
		found = append(found, Manifest{Path: f, Ecosystem: e.Name, Lock: lock, unlocked: e.Locked && lock == ""})
	}
	slices.SortStableFunc(found, func(a, b Manifest) int { return strings.Count(a.Path, "/") - strings.Count(b.Path, "/") })
	return found
}

// lockOf looks for the lock file in the folder and, as workspaces have one for all, in those above.
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
