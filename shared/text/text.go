// Package text cuts and counts what people read.
package text

import "strconv"

// Group returns n with its digits in groups of three: 1,204. It expects n not to be negative.
func Group(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count returns n with its noun. The plural is many, or one with an s if many is not given.
func Count(n int, one string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + one
	case len(many) > 0:
		return Group(n) + " " + many[0]
	}
	return Group(n) + " " + one + "s"
}
