package repository

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// tests compares the code of tests with the code that runs. It lists the folders without tests, for the languages whose tests are beside
// their code.
func (t *tree) tests(texts map[string]string) Tests {
	r := Tests{Untested: []string{}}
	tested, sources := map[place]bool{}, map[place]int64{}
	below := map[place]bool{} // with a test somewhere below
	for _, f := range t.files {
		at := place{path.Dir(f.path), f.language}
		switch {
		case f.test():
			r.Files++
			r.Bytes += f.bytes
			tested[at] = true
			for below[at] = true; at.folder != "."; below[at] = true {
				at.folder = path.Dir(at.folder)
			}
		case f.source():
			r.SourceFiles++
			r.SourceBytes += f.bytes
			r.Inline = r.Inline || filekind.HoldsTests(f.language, texts[f.path])
			if f.class != filekind.Infrastructure && !filekind.TestsInline(f.language) && !header.MatchString(f.path) && !helpsTests.MatchString(strings.ToLower(at.folder)) {
				sources[at] += f.bytes
			}
		}
	}
	r.Ratio = share(r.Bytes, r.SourceBytes)
	apart, beside := map[string]int{}, map[string]int{} // folders of tests, by language
	for at := range tested {
		if sources[at] > 0 {
			beside[at.language]++
		} else {
			apart[at.language]++
		}
	}
	var without []place
	for at, bytes := range sources {
		if beside[at.language] > 0 && beside[at.language] >= apart[at.language] && !below[at] && bytes >= minUntested {
			without = append(without, at)
		}
	}
	slices.SortFunc(without, func(a, b place) int {
		return cmp.Or(cmp.Compare(sources[b], sources[a]), strings.Compare(a.folder, b.folder))
	})
	for _, at := range without {
		switch {
		case slices.Contains(r.Untested, at.folder):
		case len(r.Untested) < maxUnownedList:
			r.Untested = append(r.Untested, at.folder)
		default:
			r.More = true
		}
	}
	return r
}

// header matches what the tests of its implementation cover, which lie elsewhere.
var header = regexp.MustCompile(`(?i)\.(?:h|hh|hpp|hxx)$`)

// helpsTests matches the paths of folders with code that only tests use.
var helpsTests = regexp.MustCompile(`(?:^|[/_.-])(?:tests?|testing|testutils?|testhelpers?|testkit|test[a-z]*(?:utils?|helpers?)|fakes?|mocks?)(?:[/_.-]|$)`)

// place is a folder's code in one language.
type place struct{ folder, language string }

// minUntested is the size of code from which a folder without tests is listed: about a hundred lines.
const minUntested = 3000
