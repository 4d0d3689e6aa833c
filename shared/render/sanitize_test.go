package render_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/render/rendertest"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

var guard = render.Writer{}

// The characters that are kept of a text.
const (
	maxInline = 400
	maxBlock  = 4000
)

// hostile is what a model or a pull request might write to act on GitHub in DevPlus's name.
var hostile = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- devplus:pull_request -->", "a <!-- hidden\n-->b",
	"<details><summary>x</summary>", "&lt;b&gt;&#60;i&#62;&#x3c;u&#x3e;", "<a href=\"https://evil.example\">x</a>", "<https://evil.example>",
	"![x](https://evil.example/p.png)", "![x][r]\n\n[r]: https://evil.example/p.png", "!\\[x](y)", "![![a](b)](c)", "!\n[a](https://github.com/o/r)",
	"@octocat", "x@octocat", "\\@octocat", "&#64;octocat", "@&#111;ctocat", "@\u200boctocat", "@*octocat*", "@[octocat](x)", "*@*octocat", "@github/security.",
	"(@a)", "<@a>", "`x`@a", "``a`b``@octocat", "`@a", "@`a`", "[@a](https://github.com/o)", "@![octocat](x)",
	"fixes #1", "Closes owner/repo#12", "GH-7", "resolves: https://github.com/o/r/issues/1", "[x](https://github.com/o/r/pull/2)", "#*1*", "&#35;1", "o/r@0123456789abcdef0123456789abcdef01234567",
	"[x](https://evil.example)", "[x](javascript:alert(1))", "[x](//evil.example)", "[x](https://github.com@evil.example)", "[x](https://github.com.evil.example)",
	"[x](https://github.com:443/o)", "[x](http://github.com/o)", "[x](https://GitHub.Com#0)", "HTTPS://GITHUB.COM/o", "[x](https://github.com\\@evil.example)", "[x](https://github.com/o/r/blob/main/a(b).go 'title')", "https://github.com/o/r/blob/main/a.go",
	"https://evil.example/a_b_c", "(https://evil.example)", "www.evil.example", "_www.evil.example_", "mailto:a@b.example", "a@b.example", "https:*//evil.example*", "xmpp:a@b.example/c", "ftp://evil.example", "https&#58;//evil.example",
	"# Heading", "Heading\n===", "Heading\n---", "---", "***", "| a | b |\n| - | - |\n| 1 | 2 |", "a\n:-", "> quote\n> > deep", "> [!WARNING]\n> x",
	"```\nnever closed", "~~~go\nx\n", "```mermaid\ngraph TD\n```", "```suggestion\nevil\n```", "````\n```\n@a\n````", "    indented <b>", "- ```\n  x\n- y", "``` `a ```", "`````",
	"- [ ] task\n- [x] done", "/devplus review", "/close", "\\/close", "1. a\n2. b", "- a\n  - b\n    - c\n      - d\n        - e", "1) x\n\n7) y", "- \n- ", "+", "1.", "-",
	"a\u202eb\u2066c\u200dd\ufeffe\u0000f\x1bg", "\u2028@a", "&#8238;x", "&#10;# x", "&Tab;x", "\xff\xfe", ":octocat: :shipit:", "$`x`$ $$y$$", "a\\", "a\\`", "`a\\`", "~~x~~", "[^1]\n\n[^1]: note",
	"[x]: https://evil.example\n[x]", "**bold** __init__ snake_case *em*", "*", "**", "***a**b*", "[[a]](b)", "]](https://evil.example)", "<p\n>", "a  \nb", "\t\ttab", "<b>`</b>`", "\\<b>", "\\\\<b>", "`<b>`", "`a` `b`", "[`](https://github.com/o)`",
}

func TestSanitizer_MakesHostileTextHarmless(t *testing.T) {
	t.Parallel()
	for i, text := range hostile {
		checkAllForms(t, text)
		for j, other := range hostile { // one may open what the other closes
			if (i+j)%17 == 0 { // all pairs take too long; the fuzz test finds others
				checkAllForms(t, text+other)
				checkAllForms(t, text+"\n"+other)
			}
		}
	}
}

func FuzzSanitise(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkAllForms(t, text) })
}

func checkAllForms(t *testing.T, text string) {
	t.Helper()
	inline, block := guard.Inline(text), guard.Block(text)
	if strings.Contains(inline, "\n") {
		t.Errorf("inline(%q) has several lines: %q", text, inline)
	}
	rendertest.Harmless(t, text, inline, "p", "code", "a")
	rendertest.Harmless(t, text, "- x "+inline+" y", "ul", "li", "code", "a")
	rendertest.Harmless(t, text, block, "p", "code", "a", "pre", "ul", "ol", "li")
	rendertest.Harmless(t, text, "- x\n\n  "+render.Indent(block, 2)+"\n\nend", "p", "code", "a", "pre", "ul", "ol", "li")
	rendertest.Harmless(t, text, "| a |\n| - |\n| "+guard.Cell(text)+" |", "table", "thead", "tbody", "tr", "th", "td", "code", "a")
	rendertest.Harmless(t, text, guard.Code(text), "p", "code")
	if end := lastBlock(block + "\n\nend"); end != "end" {
		t.Errorf("block(%q) swallows what follows: %q gives %q", text, block, end)
	}
	for _, n := range rendertest.Elements(t, render.Plain(text)) {
		if n.Type == html.CommentNode || slices.Contains([]string{"a", "img", "script", "b", "i", "u", "details"}, n.Data) && n.Type == html.ElementNode {
			t.Errorf("plain(%q) is live when rendered: %s", text, n.Data)
		}
	}
}

// lastBlock is the text of the last top-level block.
func lastBlock(markdown string) string {
	source := []byte(markdown)
	var b strings.Builder
	last := rendertest.GFM.Parser().Parse(text.NewReader(source)).LastChild()
	for i := range last.Lines().Len() {
		line := last.Lines().At(i)
		b.Write(line.Value(source))
	}
	return b.String()
}

func TestSanitizer_KeepsTheMeaning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, inline, block string }{
		{"prose is left alone", "Reads foo_bar (twice), at 10:30 - see a/b.go.", "Reads foo_bar (twice), at 10:30 - see a/b.go.", "Reads foo_bar (twice), at 10:30 - see a/b.go."},
		{"code stays code", "`a<b>` and ``x`y``", "`a<b>` and ``x`y``", "`a<b>` and ``x`y``"},
		{"names with underscores keep them", "__init__", `\_\_init\_\_`, `\_\_init\_\_`},
		{"emphasis goes", "**Now** *then*", "Now then", "Now then"},
		{"a heading is a paragraph", "## Why\ntext", `\## Why text`, "Why\n\ntext"},
		{"a mention is code", "ask @octocat.", "ask `@octocat`.", "ask `@octocat`."},
		{"a reference is code", "(fixes #1)", "(fixes `#1`)", "(fixes `#1`)"},
		{"a foreign link is its text", "see [the docs](https://evil.example)", "see the docs", "see the docs"},
		{"a foreign address is code", "see https://evil.example/x.", "see `https://evil.example/x`.", "see `https://evil.example/x`."},
		{"a page on the host stays linked", "[f](https://github.com/o/r/blob/main/f.go)", "[f](https://github.com/o/r/blob/main/f.go)", "[f](https://github.com/o/r/blob/main/f.go)"},
		{"an image is its description", "![a cat](https://evil.example/c.png)", "a cat", "a cat"},
		{"a tag is shown", "use <div>", `use \<div>`, `use \<div>`},
		{"lists stay", "- a\n  1. b\n- c", `\- a 1. b - c`, "- a\n  1. b\n- c"},
		{"a fence is closed", "```go\nx := 1", "\\`\\`\\`go x := 1", "```go\nx := 1\n```"},
		{"diagrams are not drawn", "```mermaid\ngraph TD\n```", "`mermaid graph TD`", "```\ngraph TD\n```"},
		{"a command is code", "/devplus review", "`/devplus` review", "`/devplus` review"},
		{"nothing is nothing", " \n\u200b", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := []string{guard.Inline(test.text), guard.Block(test.text)}
			if diff := cmp.Diff([]string{test.inline, test.block}, got); diff != "" {
				t.Errorf("inline and block of %q (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func TestSanitizer_CutsBetweenCharacters(t *testing.T) {
	t.Parallel()
	if got := guard.Inline(strings.Repeat("é", maxInline+1)); got != strings.Repeat("é", maxInline-1)+"…" {
		t.Errorf("inline kept %d bytes: %q", len(got), got)
	}
	if got := guard.Block(strings.Repeat("```\n", 5000)); len(got) > 3*maxBlock {
		t.Errorf("block kept %d bytes of a text of open fences", len(got))
	}
	if got := render.PlainLine(strings.Repeat("漢", 300), render.MaxTitle); len(got) > render.MaxTitle || !strings.HasSuffix(got, "漢…") {
		t.Errorf("plainLine gave %d bytes: %q", len(got), got)
	}
}
