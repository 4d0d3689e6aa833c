package render

import (
	"strings"

	"github.com/yuin/goldmark/parser"
	markdown "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on one text, in characters. A result's schema allows at most 2,000; text in a pull request has no limit of its own.
const (
	maxInline = 400
	maxBlock  = 4000
	maxPath   = 1024
)

// sanitizer makes untrusted text harmless, in one of four forms. It parses the text as Markdown and writes back paragraphs, lists and code.
// Everything else that GitHub would act on is only shown: tags, images, mentions, references to issues, commands, and links that leave
// the host.
type sanitizer struct{ host string }

// block returns paragraphs, lists and code blocks, without a newline at the end.
func (s sanitizer) block(untrusted string) string {
	source := []byte(strings.ReplaceAll(text.CutRunes(bounded(untrusted, maxBlock), maxBlock), "\t", "    "))
	w := writer{host: s.host, source: source}
	return w.blocks(blockParser.Parse(markdown.NewReader(source)), 0)
}

// inline returns text, code and links in one line.
func (s sanitizer) inline(untrusted string) string {
	source := []byte(text.CutRunes(text.OneLine(bounded(untrusted, maxInline)), maxInline))
	w := writer{host: s.host, source: source}
	document := inlineParser.Parse(markdown.NewReader(source))
	var spans []span
	for n := document.FirstChild(); n != nil; n = n.NextSibling() {
		spans = w.collect(spans, n)
	}
	return w.write(spans, false)
}

// cell is inline for a table.
func (s sanitizer) cell(untrusted string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s.inline(untrusted), `\|`, "|"), "|", `\|`)
}

// path returns a path as code. It parses no Markdown.
func (s sanitizer) path(untrusted string) string {
	return codeSpan(text.CutRunes(text.OneLine(bounded(untrusted, maxPath)), maxPath))
}

// starEmphasis ignores underscores: __init__ is usually a name, not bold text.
type starEmphasis struct{ parser.InlineParser }

// Trigger returns the character that begins emphasis.
func (starEmphasis) Trigger() []byte { return []byte{'*'} }

// The parsers don't recognize tags, autolinks and tables, so these are escaped as text.
var (
	blockParser = parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		inlineParsers(),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	inlineParser = parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		inlineParsers(),
	)
)

func inlineParsers() parser.Option {
	return parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(starEmphasis{parser.NewEmphasisParser()}, 500),
	)
}
