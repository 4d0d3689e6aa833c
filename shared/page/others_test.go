package page_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/testing/pagetest"
)

var guard = page.Writer{Repository: "o/r", HeadSHA: "abc1234567890abc1234567890abc1234567890a", Refs: []string{"main"}, References: true}

// The characters that are kept of a text.
const (
	maxInline = 400
	maxBlock  = 4000
)

// wholePage has the text in every form and place that a page has, between words of ours that it could reach.
func wholePage(text string) string {
	inline, code, blob := guard.Inline(text), page.Code(text), guard.Blob(text, 3, 5)
	long := page.Paragraphs(inline).Then(guard.Block(text), page.Paragraphs(page.Say("end of %s", text)))
	head := page.Heading("Ours %s", code).Intro(inline)
	return page.Compose(1<<20, []page.Section{
		page.Paragraph(inline), page.Paragraph(page.Text(text)), page.Paragraph(code), page.Paragraph(blob),
		page.Headed(page.Head{}, page.Quoted("In the words of others:", guard.Block(text))),
		page.Headed(page.Head{}, guard.Block(text)),
		page.Statement("%s%s%s", page.Text(text), page.Text(text), page.Strong("%s", text)),
		page.Statement("x%s#%s@%s", text, text, text),
		page.List(head, []page.Inline{inline, page.Say("%s: %s", blob, text), page.Join("", code, page.Text(text), inline)}),
		page.Items(head, []page.Blocks{long, guard.Block(text), long}),
		page.Table(head, []string{"One", "Two:", "Three"}, [][]page.Inline{
			page.Cells(text, inline, blob), page.Cells(code, "0.0", page.Join("", inline, code)), page.Cells(page.Join("", blob, page.Text(text))),
		}),
		page.Headed(head, page.Copied(text)),
		page.Statement("%s %s %s", guard.Commit(text), guard.Compare(text, "v1"), guard.Ours("the release", "https://github.com/o/r/releases/tag/"+text)),
		page.Statement("The end."),
	}).String()
}

var oracle = pagetest.Oracle{Repository: "o/r", Headings: regexp.MustCompile(`^Ours\b`)}

// checkPage checks a page of the text, and a text of GitHub's own plain places as if it were rendered.
func checkPage(t *testing.T, text string) {
	t.Helper()
	markdown := wholePage(text)
	oracle.Check(t, text, markdown)
	if rest := pagetest.HTML(t, markdown); !strings.HasSuffix(rest, "<p>The end.</p>\n") {
		t.Errorf("%q swallows what follows it: %q", text, rest[max(0, len(rest)-200):])
	}
	if inline := guard.Inline(text).Markdown(); strings.Contains(inline, "\n") {
		t.Errorf("%q in one line has several: %q", text, inline)
	}
	for _, line := range []page.Inline{guard.Inline(text), page.Text(text), page.Code(text), page.Say(" %s ", text)} {
		if line.Empty() != (line.Markdown() == "") {
			t.Errorf("%q is empty: %t, but reads %q", text, line.Empty(), line.Markdown())
		}
	}
	for _, plain := range []string{page.PlainText(text).Write(4000), page.PlainLine(text).Line(255)} {
		html := pagetest.HTML(t, plain)
		for _, live := range []string{"<a ", "<img", "<script", "<b>", "<i>", "<u>", "<details", "<!--"} {
			if strings.Contains(html, live) {
				t.Errorf("plain %q is live when rendered: %s", text, html)
			}
		}
	}
}

func TestPage_ShowsHostileTextAsGitHubsParserReadsIt(t *testing.T) {
	t.Parallel()
	all := pagetest.Strings(t)
	for i, text := range all {
		checkPage(t, text)
		for j, other := range all { // one may open what the other closes
			if (i+j)%211 == 0 { // all pairs take too long; the fuzz test finds others
				checkPage(t, text+other)
				checkPage(t, text+"\n"+other)
			}
		}
	}
}

func FuzzSanitise(f *testing.F) {
	for _, text := range pagetest.Strings(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkPage(t, text) })
}

// An author who finds one address of the repository that acts has the model ask people to follow it.
func TestLinks_LeadToPagesThatOnlyShow(t *testing.T) {
	t.Parallel()
	const repository = "https://github.com/o/r/"
	sha := guard.HeadSHA
	for _, kept := range []string{
		"blob/main/a.go", "blob/" + sha + "/a/b.go#L3", "blob/main/a.go#L3-L9", "tree/main", "tree/main/a", "commit/" + sha, "issues/4", "pull/12", "releases/tag/v1.2.3",
	} {
		if got := guard.Inline("[x y](" + repository + kept + ")").Markdown(); got != "[x y]("+repository+kept+")" {
			t.Errorf("%s: %q", kept, got)
		}
	}
	for _, refused := range []string{
		"", "blob/evil/a.go", "blob/mainx", "tree/0123456789abcdef0123456789abcdef01234567", "commit/0123456789abcdef0123456789abcdef01234567", "issues", "issues/new", "pull/new/main",
		"pull/4/files", "pull/4?x=1", "pull/4#issuecomment-1", "pull/4&x", "releases/tag", "releases/tag/", "releases/new", "releases/download/v1/x", "raw/main/a", "new/main", "edit/main/a.go",
		"blob/main/../../../../x", "blob/main/%2e%2e/x", "blob/main/%252e%252e/x", "blob/main/a%2f..%2fb", "blob/main/a%5c..%5cb", "blob/main//x", "blob/main/a.go?raw=true", "blob/main/a.go#readme",
		"runs/7", "actions/runs/7", "settings", "compare/a...b", "wiki", "blob/main/a\\..\\b", "../../x", "./pull/4",
	} {
		if got := guard.Inline("[x y](" + repository + refused + ")").Markdown(); strings.Contains(got, "](") {
			t.Errorf("%s: %q", refused, got)
		}
	}
	for _, other := range []string{"https://github.com/o/rx/pull/4", "https://github.com/O2/r/pull/4", "http://github.com/o/r/pull/4", "https://github.com/o/r@x/pull/4", "//github.com/o/r/pull/4", "https://github.com:443/o/r/pull/4"} {
		if got := guard.Inline("[x y](" + other + ")").Markdown(); got != "x y" {
			t.Errorf("%s: %q", other, got)
		}
	}
	if got := (page.Writer{Repository: "o/r"}).Inline("[x y](https://github.com/o/r/pull/4)").Markdown(); got != "x y" {
		t.Errorf("where GitHub notes references: %q", got)
	}
	if got := (page.Writer{Repository: "o/r/../../login", HeadSHA: sha}).Blob("a.go", 0, 0).Markdown(); got != "`a.go`" {
		t.Errorf("a repository of no such name: %q", got)
	}
	for path, want := range map[string]string{
		"a&sol;b|c.go": fmt.Sprintf("[`a&sol;b|c.go`](%sblob/%s/a&amp;sol%%3Bb%%7Cc.go)", repository, sha), "../x": "`../x`", "a//b": "`a//b`",
	} {
		if got := guard.Blob(path, 0, 0).Markdown(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
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
		{"a page of the repository stays linked", "[f](https://github.com/o/r/blob/main/f.go#L3-L9)", "[f](https://github.com/o/r/blob/main/f.go#L3-L9)", "[f](https://github.com/o/r/blob/main/f.go#L3-L9)"},
		{"an address in the repository is a link", "(https://github.com/o/r/pull/4).", "([`https://github.com/o/r/pull/4`](https://github.com/o/r/pull/4)).", "([`https://github.com/o/r/pull/4`](https://github.com/o/r/pull/4))."},
		{"a page of another branch is its text", "[f](https://github.com/o/r/blob/evil/f.go)", "f", "f"},
		{"a page of the host is code", "https://github.com/login/oauth/authorize", "`https://github.com/login/oauth/authorize`", "`https://github.com/login/oauth/authorize`"},
		{"an ampersand in a link begins no entity", "[f](https://github.com/o/r/blob/main/a&amp;sol;b)", "[f](https://github.com/o/r/blob/main/a&amp;sol%3Bb)", "[f](https://github.com/o/r/blob/main/a&amp;sol%3Bb)"},
		{"a commit is code", "broken by deadbee1", "broken by `deadbee1`", "broken by `deadbee1`"},
		{"one price is no formula", "costs $5", "costs $5", "costs $5"},
		{"two dollar signs make one", "costs $5 or $6", "costs `$5` or `$6`", "costs `$5` or `$6`"},
		{"a no-break space hides no heading", "\u00a0# Heading", `\# Heading`, "Heading"},
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
			got := []string{guard.Inline(test.text).Markdown(), guard.Block(test.text).Markdown()}
			if diff := cmp.Diff([]string{test.inline, test.block}, got); diff != "" {
				t.Errorf("inline and block of %q (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func TestSanitizer_CutsBetweenCharacters(t *testing.T) {
	t.Parallel()
	if got := guard.Inline(strings.Repeat("é", maxInline+1)).Markdown(); got != strings.Repeat("é", maxInline-1)+"…" {
		t.Errorf("inline kept %d bytes: %q", len(got), got)
	}
	if got := guard.Block(strings.Repeat("```\n", 5000)).Markdown(); len(got) > 3*maxBlock {
		t.Errorf("block kept %d bytes of a text of open fences", len(got))
	}
	if got := page.PlainLine(strings.Repeat("漢", 300)).Line(255); len(got) > 255 || !strings.HasSuffix(got, "漢…") {
		t.Errorf("plainLine gave %d bytes: %q", len(got), got)
	}
}
