package filekind

import (
	"slices"
	"strings"
	"testing"
)

// Files that are never read (NeverRun) must not be of a class that runs, in whatever folder they
// are: the score would miss them.
func TestNeverRun_RunsNowhere(t *testing.T) {
	t.Parallel()
	places := []string{""}
	starts, ends := []string{"a"}, []string{""}
	for _, r := range rules {
		for _, folder := range r.folders {
			places = append(places, folder+"/", "a/"+folder+"/b/")
		}
		for _, end := range r.folderEnds {
			places = append(places, "a"+end+"/")
		}
		for _, root := range r.roots {
			if strings.HasSuffix(root, "/") {
				places = append(places, root)
			}
		}
		starts, ends = slices.Concat(starts, r.prefixes, r.names), slices.Concat(ends, r.infixes)
	}
	for _, pattern := range NeverRun() {
		names := []string{pattern}
		if extension, ok := strings.CutPrefix(pattern, "*"); ok {
			names = nil
			for _, start := range starts {
				for _, end := range ends {
					names = append(names, start+strings.TrimSuffix(end, ".")+extension)
				}
			}
		}
		for _, name := range names {
			for _, place := range places {
				if class := ClassOf(place + name); class.Runs() {
					t.Errorf("%s is %s, and %s is never read", place+name, class, pattern)
				}
			}
		}
	}
}
