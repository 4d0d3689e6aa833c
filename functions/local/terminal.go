package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/glamour"
	"golang.org/x/term"
)

// printTerminal writes Markdown for a terminal or a pipe.
func printTerminal(out io.Writer, markdown string) error {
	style, width, piped := "notty", 100, true
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		style, piped = "auto", false
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			width = min(w, 120)
		}
	}
	text, err := terminalText(markdown, style, width)
	if err != nil {
		return err
	}
	if piped {
		text = blanks.ReplaceAllString(text, "")
	}
	_, err = io.WriteString(out, text)
	return err
}

// terminalText returns the Markdown in Glamour's style, in lines of at most width columns, or of its widest table.
func terminalText(markdown, style string, width int) (string, error) {
	markdown = placeLink.ReplaceAllString(markdown, "$1")
	markdown = strings.ReplaceAll(folded.ReplaceAllString(markdown, "### $1"), "\n\n</details>", "")
	width = max(width, tableWidth(markdown))
	renderer, err := glamour.NewTermRenderer(glamour.WithStandardStyle(style), glamour.WithWordWrap(width))
	if err != nil {
		return "", fmt.Errorf("preparing the terminal's rendering: %w", err)
	}
	text, err := renderer.Render(point.ReplaceAllStringFunc(markdown, unbroken))
	if err != nil {
		return "", fmt.Errorf("rendering for the terminal: %w", err)
	}
	return rebroken.Replace(text), nil
}

// Glamour breaks lines after dots and hyphens, even in paths, and measures such lines wrongly. So before a word they are replaced by
// characters for private use, which the sanitizer never lets through.
var (
	// placeLink is a link whose label is a path or a commit. Its address adds nothing here.
	placeLink = regexp.MustCompile("\\[(`[^`\n]+`)\\]\\(https://[^)\\s]*\\)")
	folded    = regexp.MustCompile("(?m)^<details><summary>(.*)</summary>$")
	blanks    = regexp.MustCompile(`(?m) +$`)
	point     = regexp.MustCompile(`\\?[.-]+\w`)
	private   = strings.NewReplacer("-", "\uE000", ".", "\uE001")
	rebroken  = strings.NewReplacer("\uE000", "-", "\uE001", ".")
)

func unbroken(s string) string {
	if s[0] == '\\' {
		return s // escaped: Markdown has a use for it
	}
	return private.Replace(s)
}

// tableWidth returns the width of the widest table. In fewer columns Glamour drops figures.
func tableWidth(markdown string) int {
	widest := 0
	var cells []int
	for line := range strings.Lines(markdown) {
		if !strings.HasPrefix(line, "| ") {
			cells = nil
			continue
		}
		for i, cell := range strings.Split(strings.Trim(line, "|\n"), "|") {
			if i == len(cells) {
				cells = append(cells, 0)
			}
			cells[i] = max(cells[i], utf8.RuneCountInString(cell)+1) // with what parts it from the next
		}
		width := 2 * margin
		for _, cell := range cells {
			width += cell
		}
		widest = max(widest, width)
	}
	return widest
}

const margin = 2 // Glamour's, on each side
