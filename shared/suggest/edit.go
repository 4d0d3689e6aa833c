package suggest

import (
	"errors"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/devplus-app/devplus/shared/symbols"
)

// Edit replaces lines of a file.
type Edit struct {
	Path        string
	First, Last int    // lines of the file, from 1, both included
	Lines       string // with or without a newline at their end
}

// Reasons why an edit is not offered.
var (
	errNothing    = errors.New("it changes nothing")
	errCharacters = errors.New("it has control, bidirectional or invisible characters")
	errPlace      = errors.New("the file has no such lines")
	errLineEnds   = errors.New("the file's lines end with carriage returns")
	errNeighbor   = errors.New("it repeats a line next to those that it replaces")
	errIndent     = errors.New("it is indented otherwise than the lines that it replaces")
	errParse      = errors.New("the file would no longer parse")
	errLanguage   = errors.New("nothing here parses the file's language")
)

// Check returns why the edit can't be offered for a file with that text, nil if it can.
func (e Edit) Check(text string) error {
	if !visible(e.Lines) {
		return errCharacters
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if e.First < 1 || e.Last < e.First || e.Last > len(lines) {
		return errPlace
	}
	replaced, with := lines[e.First-1:e.Last], strings.Split(strings.Trim(e.Lines, "\n"), "\n")
	switch {
	case strings.Contains(text, "\r\n"):
		return errLineEnds
	case strings.TrimSpace(e.Lines) == "", same(replaced, with):
		return errNothing
	case repeats(lines, e.First-2, with[0], replaced[0]), repeats(lines, e.Last, with[len(with)-1], replaced[len(replaced)-1]):
		return errNeighbor
	case indentOf(replaced) != indentOf(with):
		return errIndent
	}
	return parses(e.Path, text, e.Apply(text))
}

// Apply returns the text with the edit applied. The text must have the edit's lines.
func (e Edit) Apply(text string) string {
	lines := strings.Split(text, "\n")
	head, tail := lines[:e.First-1:e.First-1], lines[e.Last:]
	return strings.Join(append(append(head, strings.Split(strings.Trim(e.Lines, "\n"), "\n")...), tail...), "\n")
}

// visible reports whether a text has only visible characters, tabs and newlines.
func visible(text string) bool {
	for _, r := range text {
		switch {
		case r == '\n', r == '\t', r == ' ':
		case r == utf8.RuneError, unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point),
			unicode.IsSpace(r), r == '\u2800':
			return false
		}
	}
	return true
}

func same(a, b []string) bool {
	return strings.Join(a, "\n") == strings.Join(b, "\n")
}

// repeats reports whether an edge line of an edit is already the next line of the file: models often copy a line too many. Lines that the
// edit does not change, and lines without letters or digits, do not count.
func repeats(lines []string, at int, edge, replaced string) bool {
	if at < 0 || at >= len(lines) || strings.TrimSpace(edge) == strings.TrimSpace(replaced) {
		return false
	}
	letters := strings.ContainsFunc(edge, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	return letters && strings.TrimSpace(lines[at]) == strings.TrimSpace(edge)
}

// indentOf returns the indentation of the first line that is not blank.
func indentOf(lines []string) string {
	for _, line := range lines {
		if rest := strings.TrimLeft(line, " \t"); rest != "" {
			return line[:len(line)-len(rest)]
		}
	}
	return ""
}

// parses returns errParse if the text no longer parses after the edit: for Go by its parser, for other languages by the balance of their
// brackets. A text that was unbalanced before may stay so.
func parses(name, before, after string) error {
	if path.Ext(name) == ".go" {
		if _, err := parser.ParseFile(token.NewFileSet(), "", after, parser.SkipObjectResolution); err != nil {
			return errParse
		}
		return nil
	}
	now, known := symbols.BalanceOf(name, after)
	if !known {
		return errLanguage
	}
	if was, _ := symbols.BalanceOf(name, before); now != was && now != (symbols.Balance{}) {
		return errParse
	}
	return nil
}
