package change

import (
	"cmp"
	"slices"
)

// MaxEvidence is how many places a signal shows.
const MaxEvidence = 3

// Place is where in the new file something is seen.
type Place struct {
	Path string `json:"path"`
	Range
}

// evidence is the files with the most of what of counts, each with the lines from its first hunk to its last.
func evidence(f Facts, of func(Code) int) []Place {
	if of == nil {
		return nil
	}
	var top []File
	for _, file := range f.Files {
		if of(file.Code) <= 0 || len(file.Hunks) == 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, file, func(a, b File) int {
			return cmp.Or(cmp.Compare(of(b.Code), of(a.Code)), cmp.Compare(a.Path, b.Path))
		})
		if at < MaxEvidence {
			top = slices.Insert(top, at, file)[:min(len(top)+1, MaxEvidence)]
		}
	}
	var places []Place
	for _, file := range top {
		places = append(places, Place{file.Path, Range{file.Hunks[0].Start, file.Hunks[len(file.Hunks)-1].End}})
	}
	return places
}
