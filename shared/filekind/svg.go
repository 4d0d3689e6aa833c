package filekind

import (
	"slices"
	"strings"
)

// DrawsOnly reports whether the text of an SVG file is a picture without code: it begins as one, and has no script, event or foreign content.
func DrawsOnly(text string) bool {
	text = strings.TrimLeft(text, "\ufeff \t\r\n")
	if !startsWith(text, "<svg") && !startsWith(text, "<?xml") && !startsWith(text, "<!doctype svg") {
		return false
	}
	drawn := false
	for at := range places(text, '<') {
		if active(text[at+1:]) {
			return false
		}
		drawn = drawn || startsWith(text[at:], "<svg")
	}
	if !drawn {
		return false
	}
	for at := range places(text, '=') {
		if listens(text[:at]) || endsWith(trimBlanks(text[:at]), "href") && leaves(text[at+1:]) {
			return false
		}
	}
	for at := range places(text, ':') {
		if endsWith(text[:at], "javascript") {
			return false
		}
	}
	for at := range places(text, '@') {
		if startsWith(text[at:], "@import") {
			return false
		}
	}
	return true
}

// places yields where the byte stands in the text. Searching for a byte is faster than reading a picture's paths.
func places(text string, b byte) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; ; at++ {
			next := strings.IndexByte(text[at:], b)
			if next < 0 || !yield(at+next) {
				return
			}
			at += next
		}
	}
}

// activeElements run code, or show what is no picture.
var activeElements = []string{"script", "foreignobject", "iframe", "handler", "set", "animate"}

// active reports whether what follows an opening bracket is such an element, with or without a namespace, or a declaration that brings text in.
func active(tag string) bool {
	if startsWith(tag, "!entity") || startsWith(tag, "?xml-stylesheet") {
		return true
	}
	tag = strings.TrimLeft(tag, blanks)
	n := wordLen(tag)
	if isActive(tag[:n]) {
		return true
	}
	if n == 0 || n == len(tag) || tag[n] != ':' {
		return false
	}
	tag = tag[n+1:]
	return isActive(tag[:wordLen(tag)])
}

func isActive(name string) bool {
	return slices.ContainsFunc(activeElements, func(element string) bool { return strings.EqualFold(name, element) })
}

// listens reports whether an attribute before an equals sign is for an event, such as onload.
func listens(before string) bool {
	before = trimBlanks(before)
	start := len(before)
	for start > 0 && isWord(before[start-1]) {
		start--
	}
	name := before[start:]
	return len(name) > len("on") && startsWith(name, "on") && start > 0 && strings.IndexByte(blanks, before[start-1]) >= 0
}

// leaves reports whether a reference is to something outside of the picture, or hides where it leads: browsers resolve references to
// characters, and leave out tabs and line ends.
func leaves(reference string) bool {
	reference = strings.TrimLeft(reference, blanks)
	if reference != "" && (reference[0] == '"' || reference[0] == '\'') {
		value, _, _ := strings.Cut(reference[1:min(len(reference), maxReference)], reference[:1])
		reference = strings.Trim(value, blanks)
	}
	if strings.ContainsAny(reference[:min(len(reference), maxScheme)], "&\t\n\r") {
		return true
	}
	return slices.ContainsFunc([]string{"data:", "http:", "https:", "//"}, func(start string) bool { return startsWith(reference, start) })
}

// maxReference bounds how much of a reference is read, maxScheme what its scheme takes with all characters written as numbers.
const (
	maxReference = 1 << 10
	maxScheme    = 128
)

const blanks = " \t\n\f\r"

func trimBlanks(text string) string { return strings.TrimRight(text, blanks) }

// startsWith and endsWith compare without case.
func startsWith(text, start string) bool {
	return len(text) >= len(start) && strings.EqualFold(text[:len(start)], start)
}

func endsWith(text, end string) bool {
	return len(text) >= len(end) && strings.EqualFold(text[len(text)-len(end):], end)
}

func wordLen(text string) (n int) {
	for n < len(text) && isWord(text[n]) {
		n++
	}
	return n
}

func isWord(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}
