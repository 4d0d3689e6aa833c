package render

import (
	"strings"

	"github.com/yuin/goldmark/parser"
	markdown "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/devplus-app/devplus/shared/text"
)

// How many characters of one text are kept. The longest that a result's schema allows is 2,000; what a pull request wrote has
// no limit of its own.
const (
	maxInline = 400
	maxBlock  = 4000
	maxPath   = 1024
)

// sanitiser makes text that is not trusted harmless, in one of four forms. Text is parsed as Markdown and written back from the
// parse: paragraphs, lists and code are all that it can be. Everything else that GitHub would act on is shown and not done:
// tags, images, mentions, references to issues, commands, and links that leave the host.
type sanitiser struct{ host string }

// block gives paragraphs, lists and code blocks, without a newline at its end.
func (s sanitiser) block(untrusted string) string {
	source := []byte(strings.ReplaceAll(text.CutRunes(bounded(untrusted, maxBlock), maxBlock), "\t", "    "))
	w := writer{host: s.host, source: source}
	return w.blocks(blockParser.Parse(markdown.NewReader(source)), 0)
}

// inline gives text, code and links in one line.
func (s sanitiser) inline(untrusted string) string {
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
func (s sanitiser) cell(untrusted string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s.inline(untrusted), `\|`, "|"), "|", `\|`)
}

// path gives a path as code. It has no Markdown in it.
func (s sanitiser) path(untrusted string) string {
	return codeSpan(text.CutRunes(text.OneLine(bounded(untrusted, maxPath)), maxPath))
}

// starEmphasis leaves underscores alone: __init__ is a name more often than it is bold.
type starEmphasis struct{ parser.InlineParser }

// Trigger is the character that begins emphasis.
func (starEmphasis) Trigger() []byte { return []byte{'*'} }

// The parsers know neither tags nor autolinks nor tables, which so are text and escaped.
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
