package change

import (
	"strings"
	"unicode/utf8"
)

// File returns the facts of the file with this path after the change, unless they are only in Omitted.
func (f Facts) File(path string) (File, bool) {
	path = validPath(path)
	for _, file := range f.Files {
		if file.Path == path {
			return file, true
		}
	}
	return File{}, false
}

// validPath replaces bytes that are not UTF-8, because JSON would change them.
func validPath(path string) string {
	if utf8.ValidString(path) {
		return path
	}
	return strings.ToValidUTF8(path, "\uFFFD")
}
