package diff

import "strings"

// ParseRaw returns the files of what `git log --raw --no-abbrev` writes for one commit: ":modes objects status<TAB>path". A file whose content
// changed has one addition, as the format has no counts of lines.
func ParseRaw(body string) []Patch {
	var patches []Patch
	for line := range strings.Lines(body) {
		said, paths, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		fields := strings.Fields(said)
		if !ok || len(fields) != 5 || !strings.HasPrefix(said, ":") {
			continue
		}
		first, second, two := strings.Cut(paths, "\t")
		p := Patch{Path: unquote(first), Status: rawStatus[fields[4][0]]}
		if two {
			p.PreviousPath, p.Path = unquote(first), unquote(second)
		}
		if fields[2] != fields[3] {
			p.Additions = 1
		}
		patches = append(patches, p)
	}
	return patches
}

var rawStatus = map[byte]Status{'A': Added, 'C': Copied, 'D': Removed, 'M': Modified, 'R': Renamed, 'T': Changed}
