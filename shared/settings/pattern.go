package settings

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// Bounds on patterns, so that matching one takes microseconds whatever it is matched with.
const (
	maxPattern = 200 // bytes
	maxDeep    = 4   // ** in a glob
	maxBraces  = 2   // groups of alternatives in a glob
)

// Glob is a pattern of paths or branches: * and ? stay within a folder, ** crosses folders, {a,b} are alternatives.
type Glob string

// Check returns an error for a pattern that is no glob, or is too costly to match.
func (g Glob) Check() error {
	switch s := string(g); {
	case s == "":
		return errors.New("is empty; ** matches everything")
	case len(s) > maxPattern:
		return errors.New("is too long: at most 200 bytes")
	case strings.HasPrefix(s, "/"), strings.HasPrefix(s, "./"), strings.Contains(s, "../"):
		return errors.New("must be relative to the repository's root, without a leading / or ./")
	case strings.Count(s, "**") > maxDeep:
		return errors.New("has more than 4 **")
	case strings.Count(s, "{") > maxBraces:
		return errors.New("has more than 2 groups in braces")
	case !doublestar.ValidatePattern(s):
		return errors.New("is no glob: a bracket, a brace or a backslash has no end")
	}
	return nil
}

// Match reports whether the path matches. A pattern that ends with / matches everything below the folder.
func (g Glob) Match(path string) bool {
	s := string(g)
	if strings.HasSuffix(s, "/") {
		s += "**"
	}
	ok, err := doublestar.Match(s, path)
	return ok && err == nil
}

// Wildcard is a pattern of names: * matches any text, ? any character. Case is ignored, like that of logins and labels on GitHub.
type Wildcard string

// Check returns an error for an empty or overlong pattern.
func (w Wildcard) Check() error {
	switch {
	case w == "":
		return errors.New("is empty; * matches everything")
	case len(w) > maxPattern:
		return errors.New("is too long: at most 200 bytes")
	}
	return nil
}

// Match reports whether the whole name matches, in time proportional to the product of both lengths at most.
func (w Wildcard) Match(name string) bool {
	pattern, text := strings.ToLower(string(w)), strings.ToLower(name)
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		_, size := utf8.DecodeRuneInString(text[t:])
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && pattern[p] == '?':
			p++
			t += size
		case p < len(pattern) && strings.HasPrefix(pattern[p:], text[t:t+size]):
			p += size
			t += size
		case star >= 0:
			_, skipped := utf8.DecodeRuneInString(text[mark:])
			mark += skipped
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func anyGlob(globs []Glob) func(string) bool {
	return func(s string) bool { return slices.ContainsFunc(globs, func(g Glob) bool { return g.Match(s) }) }
}

func anyWildcard(patterns []Wildcard) func(string) bool {
	return func(s string) bool { return slices.ContainsFunc(patterns, func(w Wildcard) bool { return w.Match(s) }) }
}
