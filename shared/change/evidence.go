package change

import (
	"cmp"
	"slices"
)

// MaxEvidence is how many places a signal shows.
const MaxEvidence = 3

// maxPlacePath is how many bytes of path a place may have: longer ones, which no project has, would make Facts large, and are not shown.
const maxPlacePath = 512

// Place is where in the new file something is seen.
type Place struct {
	Path string `json:"path"`
	Range
}

// evidence is the files with the most of what of counts, each with the lines of its longest hunk.
func evidence(f Facts, of func(Code) int) []Place {
	if of == nil {
		return nil
	}
	var top []File
	for _, file := range f.Files {
		if of(file.Code) <= 0 || len(file.Hunks) == 0 || len(file.Path) > maxPlacePath {
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
		places = append(places, longestHunk(file))
	}
	return places
}

func longestHunk(f File) Place {
	return Place{f.Path, slices.MaxFunc(f.Hunks, func(a, b Range) int { return cmp.Compare(a.End-a.Start, b.End-b.Start) })}
}

// pastEvidence is the file whose past counts, with its longest hunk.
func pastEvidence(f Facts, of func(History) string) []Place {
	if of == nil || f.History == nil {
		return nil
	}
	if file, ok := f.File(of(*f.History)); ok && len(file.Hunks) > 0 && len(file.Path) <= maxPlacePath {
		return []Place{longestHunk(file)}
	}
	return nil
}
