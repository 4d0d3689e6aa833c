package risk

import "github.com/devplus-app/devplus/shared/change"

// Start returns where to read a change first: where most of the new code is, if one file has more than half of it. There is none
// of a change in the lower half, and none where no other file has new code or the diff does not show it.
func (a Assessment) Start(f *change.Facts) *change.Place {
	if f == nil || a.NotScored != "" || a.Score <= MediumAbove {
		return nil
	}
	places, files := f.TopPlaces(func(c change.Code) int { return c.NewWords }), 0
	if len(places) == 0 {
		return nil
	}
	most := 0
	for _, file := range f.Files {
		if file.Code.NewWords > 0 {
			files++
		}
		if file.Path == places[0].Path {
			most = file.Code.NewWords
		}
	}
	if files < 2 || 2*most <= f.Code.NewWords {
		return nil
	}
	return &places[0]
}
