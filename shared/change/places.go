package change

import (
	"cmp"
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
)

// MaxPlaces is how many places a signal or a touch has.
const MaxPlaces = 3

// maxPlacePath is the longest path of a place, in bytes. Longer paths, which no project has, would make Facts large.
const maxPlacePath = 512

// Place is a range of lines of a file after the change.
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
		if at < MaxPlaces {
			top = slices.Insert(top, at, file)[:min(len(top)+1, MaxPlaces)]
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
