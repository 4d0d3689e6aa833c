package page

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	markdown "github.com/yuin/goldmark/text"
)

// Inline reads Markdown of others as one line: its text, its code, and its links to pages of the repository. Everything else that
// GitHub would act on is only displayed: tags, images, mentions, references to issues, commands, other links.
func (w Writer) Inline(untrusted string) Inline {
	r := reader{w, []byte(cutLine(untrusted, maxInline))}
	document := inlineParser.Parse(markdown.NewReader(r.source))
	var spans []span
	for n := document.FirstChild(); n != nil; n = n.NextSibling() {
		spans = appendSpans(spans, r.line(n)...)
	}
	return Inline{spans}
}

// Block reads Markdown of others as Inline does, with its paragraphs, lists and code blocks. Headings and quotations become paragraphs;
// rules are dropped.
func (w Writer) Block(untrusted string) Blocks {
	r := reader{w, []byte(strings.ReplaceAll(cut(untrusted, maxBlock), "\t", "    "))}
	return r.blocks(blockParser.Parse(markdown.NewReader(r.source)), 0)
}

// maxNesting is the deepest level of a list. Deeper items lose their bullets.
const maxNesting = 3

func (r reader) blocks(parent ast.Node, depth int) Blocks {
	var out Blocks
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph, *ast.Heading:
			out.add(paragraph{spans: r.line(n)})
		case *ast.TextBlock:
			out.add(paragraph{spans: r.line(n), tight: true})
		case *ast.FencedCodeBlock:
			out.add(code{language: string(n.Language(r.source)), text: r.code(n)})
		case *ast.CodeBlock:
			out.add(code{text: r.code(n)})
		case *ast.List:
			if depth < maxNesting {
				out.add(r.list(n, depth))
				continue
			}
			out.add(r.blocks(n, depth).list...)
		default:
			out.add(r.blocks(n, depth).list...)
		}
	}
	return out
}

func (r reader) list(n *ast.List, depth int) list {
	l := list{tight: n.IsTight}
	if n.IsOrdered() {
		l.start = max(n.Start, 1)
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		l.items = append(l.items, r.blocks(item, depth+1))
	}
	return l
}

func (r reader) code(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(r.source))
	}
	return b.String()
}
