package repository

import (
	"path"
	"slices"
	"strings"
)

// Bounds on the scripts and styles that are read to tell what tools built. They ride in the requests for the other files.
const (
	maxReadBuilt   = 12
	leastBuilt     = 50 << 10  // hand-written ones are seldom larger
	maxShown       = 500 << 10 // GitHub shows 512,000 bytes of a file
	minifiedLength = 110       // mean bytes of a line from which Linguist calls a script or style minified (generated.rb)
)

// web reports whether the file is a script or style that a browser reads as it is.
func (f file) web() bool { return f.language == "JavaScript" || f.language == "CSS" }

// largeWeb returns the paths of large scripts and styles, the largest first.
func (t *tree) largeWeb() []string {
	var list []file
	for _, f := range t.files {
		if f.source() && f.web() && f.bytes >= leastBuilt {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b file) int { return int(b.bytes - a.bytes) })
	return collect(list, func(f file) string { return f.path })
}

// built reports whether a tool wrote a script or style for browsers: it is in a folder dist, which Linguist leaves out (vendor.yml), or
// minified.
func (f file) built(text string) bool {
	if !f.web() {
		return false
	}
	if slices.Contains(strings.Split(strings.ToLower(path.Dir(f.path)), "/"), "dist") {
		return true
	}
	return len(text) >= leastBuilt && len(text)/(1+strings.Count(text, "\n")) > minifiedLength
}
