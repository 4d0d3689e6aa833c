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

// validPath replaces what is not UTF-8, so that JSON does not change the path.
func validPath(path string) string {
	if utf8.ValidString(path) {
		return path
	}
	return strings.ToValidUTF8(path, "\uFFFD")
}
