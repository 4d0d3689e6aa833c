package change

import (
	"cmp"
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
)

// MaxEvidence is how many places a signal shows.
const MaxEvidence = 3

// maxPlacePath is how many bytes of path a place may have: longer ones, which no project has, would make Facts large, and are not shown.
const maxPlacePath = 512

// Place is where in the new file something is seen.
type Place struct {
	Path string `json:"path"`
	diff.Range
}

// TopPlaces returns the files with the highest metric, most first, each with the lines of its longest hunk.
func (f Facts) TopPlaces(metric func(Code) int) []Place {
	var top []File
	for _, file := range f.Files {
		if metric(file.Code) <= 0 || len(file.Hunks) == 0 || len(file.Path) > maxPlacePath {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, file, func(a, b File) int {
			return cmp.Or(cmp.Compare(metric(b.Code), metric(a.Code)), cmp.Compare(a.Path, b.Path))
		})
		if at < MaxEvidence {
			top = slices.Insert(top, at, file)[:min(len(top)+1, MaxEvidence)]
		}
	}
	var places []Place
	for _, file := range top {
		places = append(places, longestHunk(file))
	}
	return places
}

func longestHunk(f File) Place {
	return Place{f.Path, slices.MaxFunc(f.Hunks, func(a, b diff.Range) int { return cmp.Compare(a.End-a.Start, b.End-b.Start) })}
}

// PlacesOf returns the longest hunk of the file with the path, or nothing when the diff shows none.
func (f Facts) PlacesOf(path string) []Place {
	if file, ok := f.File(path); ok && len(file.Hunks) > 0 && len(file.Path) <= maxPlacePath {
		return []Place{longestHunk(file)}
	}
	return nil
}
