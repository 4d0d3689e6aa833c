package render

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// maxNesting is the deepest level of a list. Deeper items lose their bullets.
const maxNesting = 3

// blocks writes the children of a node. Headings and quotations become paragraphs; rules are dropped.
func (w writer) blocks(parent ast.Node, depth int) string {
	var b strings.Builder
	var previous ast.Node
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		part := w.oneBlock(n, depth)
		if part == "" {
			continue
		}
		if previous != nil {
			b.WriteString("\n")
			if _, tight := previous.(*ast.TextBlock); !tight || !interrupts(n) {
				b.WriteString("\n")
			}
		}
		b.WriteString(part)
		previous = n
	}
	return b.String()
}

func (w writer) oneBlock(n ast.Node, depth int) string {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
		var spans []span
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			spans = w.collect(spans, c)
		}
		return w.write(spans, false)
	case *ast.FencedCodeBlock:
		return w.fenced(n, string(n.Language(w.source)))
	case *ast.CodeBlock:
		return w.fenced(n, "")
	case *ast.List:
		return w.list(n, depth)
	}
	return w.blocks(n, depth)
}

// interrupts reports whether n is a list that may follow a paragraph without a blank line.
func interrupts(n ast.Node) bool {
	list, ok := n.(*ast.List)
	return ok && (!list.IsOrdered() || list.Start == 1)
}

func (w writer) list(list *ast.List, depth int) string {
	if depth >= maxNesting {
		return w.blocks(list, depth)
	}
	var items []string
	number := max(list.Start, 1)
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		body := w.blocks(n, depth+1)
		if body == "" {
			continue
		}
		marker := "- "
		if list.IsOrdered() {
			marker = fmt.Sprintf("%d. ", number)
			number++
		}
		items = append(items, marker+Indent(body, len(marker)))
	}
	if list.IsTight {
		return strings.Join(items, "\n")
	}
	return strings.Join(items, "\n\n")
}

// Indent indents all lines but the first, so that they belong to the list item that the first line begins.
func Indent(body string, by int) string {
	lines := strings.Split(body, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = strings.Repeat(" ", by) + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// language matches what may follow a fence, and renderedByGitHub the languages that GitHub renders as diagrams, maps or formulas, or offers
// as a commit.
var (
	language         = regexp.MustCompile(`^[A-Za-z0-9+#.-]{1,20}$`)
	renderedByGitHub = regexp.MustCompile(`(?i)^(mermaid|math|geojson|topojson|stl|suggestion)$`)
)

// fenced writes a code block between fences longer than any in the code.
func (w writer) fenced(n ast.Node, info string) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(w.source))
	}
	code := noComment(strings.Trim(b.String(), "\n"))
	if strings.TrimSpace(code) == "" {
		return ""
	}
	if !language.MatchString(info) || renderedByGitHub.MatchString(info) {
		info = ""
	}
	fence := strings.Repeat("`", max(longestRun(code, '`')+1, 3))
	return fence + info + "\n" + code + "\n" + fence
}
