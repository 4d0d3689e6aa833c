package page

import (
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

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
