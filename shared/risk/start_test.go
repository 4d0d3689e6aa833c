package risk

import (
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// The reviewer of a wide change must be pointed to the file with most of it, unless there is no such file.
func TestStart_OneFileHasMostOfTheNewCode(t *testing.T) {
	t.Parallel()
	file := func(path string, words int) change.File {
		return change.File{Path: path, Code: change.Code{NewWords: words}, Hunks: []diff.Range{{Start: 3, End: 9}}}
	}
	for name, tt := range map[string]struct {
		files []change.File
		score float64
		want  string
	}{
		"most in one":     {[]change.File{file("b.go", 40), file("a.go", 60)}, 90, "a.go"},
		"half in one":     {[]change.File{file("a.go", 50), file("b.go", 50)}, 90, ""},
		"only one":        {[]change.File{file("a.go", 60), file("b.go", 0)}, 90, ""},
		"the lower half":  {[]change.File{file("a.go", 60), file("b.go", 40)}, 50, ""},
		"nothing is new":  {[]change.File{file("a.go", 0)}, 90, ""},
		"the first of 50": {[]change.File{file("a.go", 51), file("b.go", 49)}, 50.1, "a.go"},
	} {
		facts := change.Facts{Files: tt.files, Code: change.Code{NewWords: 100}}
		at := Assessment{Score: tt.score}.Start(&facts)
		if got := at != nil; got != (tt.want != "") || got && (at.Path != tt.want || at.Start != 3) {
			t.Errorf("%s: %+v, want %q", name, at, tt.want)
		}
	}
	if at := (Assessment{Score: 90, NotScored: "tests only"}).Start(&change.Facts{}); at != nil {
		t.Errorf("not scored: %+v", at)
	}
}
