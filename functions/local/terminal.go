package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/charmbracelet/glamour"
	"golang.org/x/term"
)

// printTerminal writes Markdown for a terminal or a pipe. What GitHub shows closed is left out, unless full.
func printTerminal(out io.Writer, markdown string, full bool) error {
	if !full {
		markdown = closed.ReplaceAllString(markdown, "")
	}
	style, width, piped := "notty", 80, true
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

// terminalText returns the Markdown in Glamour's style, in lines of at most width columns unless a path or figure is longer.
func terminalText(markdown, style string, width int) (string, error) {
	markdown = placeLink.ReplaceAllString(markdown, "$1")
	markdown = strong.ReplaceAllStringFunc(markdown, func(s string) string { return strings.ReplaceAll(s, "`", "") })
	markdown = strings.ReplaceAll(folded.ReplaceAllString(markdown, "### $1"), "\n\n</details>", "")
	markdown = layTables(markdown, width-4*margin)
	for range 2 { // of a_b_c, one pass sees a_b
		markdown = underscore.ReplaceAllString(markdown, "$1\uE002$2")
	}
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
	strong    = regexp.MustCompile(`\*\*[^*\n]+\*\*`) // Glamour would make code in it bold once more, or end the bold there
	closed    = regexp.MustCompile("(?ms)^<details><summary>[^\n]*</summary>\n.*?^</details>\n*")
	folded    = regexp.MustCompile("(?m)^<details><summary>(.*)</summary>$")
	blanks    = regexp.MustCompile(`(?m) +$`)
	point     = regexp.MustCompile(`\\?[.-]+\w`)
	// underscore is one in a word, escaped or not. In an emphasis Glamour would begin anew after it.
	underscore = regexp.MustCompile(`([\pL\pN])\\?_([\pL\pN])`)
	private    = strings.NewReplacer("-", "\uE000", ".", "\uE001")
	rebroken   = strings.NewReplacer("\uE000", "-", "\uE001", ".", "\uE002", "_")
)

func unbroken(s string) string {
	if s[0] == '\\' {
		return s // escaped, because the character is special in Markdown
	}
	return private.Replace(s)
}

const margin = 2 // Glamour's, on each side
