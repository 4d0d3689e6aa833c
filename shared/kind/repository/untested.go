package repository

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// tests compares the code of tests with the code that runs. If tests are beside the code, it lists the folders without them, for languages
// that have tests.
func (t *tree) tests() Tests {
	r := Tests{Untested: []string{}}
	tested, sources, beside := map[string]bool{}, map[string]int64{}, 0
	below := map[string]bool{} // folders with a test somewhere below
	languages := map[string]bool{}
	for _, f := range t.files {
		languages[f.language] = languages[f.language] || f.test()
	}
	for _, f := range t.files {
		switch folder := path.Dir(f.path); {
		case f.test():
			r.Files++
			r.Bytes += f.bytes
			tested[folder] = true
			for ; folder != "."; folder = path.Dir(folder) {
				below[folder] = true
			}
			below["."] = true
		case f.source():
			r.SourceFiles++
			r.SourceBytes += f.bytes
			if languages[f.language] {
				sources[folder] += f.bytes
			}
		}
	}
	r.Ratio = share(r.Bytes, r.SourceBytes)
	for folder := range tested {
		if sources[folder] > 0 {
			beside++
		}
	}
	if 2*beside < len(tested) || beside == 0 {
		return r
	}
	var without []string
	for folder, bytes := range sources {
		if !below[folder] && bytes >= minUntested {
			without = append(without, folder)
		}
	}
	slices.SortFunc(without, func(a, b string) int { return cmp.Or(cmp.Compare(sources[b], sources[a]), strings.Compare(a, b)) })
	r.Untested = append(r.Untested, without[:min(len(without), maxUnownedList)]...)
	return r
}

// minUntested is the size of code from which a folder without tests is listed: about a hundred lines.
const minUntested = 3000
