// Package rendertest checks the rules for every page's Markdown: nothing in it acts on GitHub, and GitHub accepts it.
package rendertest

import (
	"bytes"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/devplus-app/devplus/shared/render"
)

// acted matches text outside code on which GitHub acts.
var acted = regexp.MustCompile(`(?i)(^|[^\w/])@[a-z0-9]|(^|\W)#\d|\bGH-\d|https?://|www\.\w|\w@\w`)

// Harmless checks that Markdown made of text renders to the allowed elements alone, links nothing but pages on github.com that note no
// links, and leaves no mention, reference or address live.
func Harmless(t *testing.T, text, markdown string, allowed ...string) {
	t.Helper()
	if strings.Contains(markdown, "<!--") {
		t.Errorf("%q can pass for a comment: %q", text, markdown)
	}
	for _, n := range Elements(t, markdown) {
		switch n.Type {
		case html.ElementNode:
			if !slices.Contains(append(allowed, "br"), n.Data) {
				t.Errorf("%q makes <%s>: %q", text, n.Data, markdown)
			}
			for _, a := range n.Attr {
				u, err := url.Parse(a.Val)
				if n.Data == "a" && (a.Key != "href" || err != nil || u.Scheme != "https" || u.Host != "github.com" && u.Host != "docs.github.com" || referring.MatchString(u.Path)) {
					t.Errorf("%q links %s=%q: %q", text, a.Key, a.Val, markdown)
				}
			}
		case html.TextNode:
			if !within(n, "code", "pre") && acted.MatchString(n.Data) {
				t.Errorf("%q leaves %q live: %q", text, n.Data, markdown)
			}
		case html.CommentNode:
			t.Errorf("%q makes a comment: %q", text, markdown)
		}
	}
}

// referring finds the pages on GitHub that note who links to them.
var referring = regexp.MustCompile(`(?i)/(issues|pulls?|discussions|commits?|compare)(/|$)`)

// GFM renders as GitHub does, tags included.
var GFM = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gmhtml.WithUnsafe()))

// Elements are the nodes of the rendered Markdown.
func Elements(t testing.TB, markdown string) []*html.Node {
	t.Helper()
	var rendered bytes.Buffer
	if err := GFM.Convert([]byte(markdown), &rendered); err != nil {
		t.Fatal(err)
	}
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	top, err := html.ParseFragment(&rendered, root)
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for _, n := range top {
		all = append(all, n)
		for d := range n.Descendants() {
			all = append(all, d)
		}
	}
	return all
}

func within(n *html.Node, names ...string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(names, p.Data) {
			return true
		}
	}
	return false
}

var update = flag.Bool("update", false, "rewrite testdata/*.golden.md")

// Golden compares a page with testdata/{name}.golden.md, which the flag -update rewrites.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden.md")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed; if that is meant, run the test with -update (-want +got):\n%s", file, diff)
	}
}

// PageElements are what a page is made of.
func PageElements() []string {
	return strings.Fields("h1 h3 p strong em code pre blockquote a ul ol li table thead tbody tr th td details summary")
}

// Limits checks that GitHub takes the check run, and the comment.
func Limits(t *testing.T, run render.Shown, comment string) {
	t.Helper()
	for what, text := range map[string]struct {
		text  string
		limit int
	}{"title": {run.Title, 255}, "summary": {run.Summary, 65535}, "text": {run.Text, 65535}, "comment": {comment, 65536}} {
		if len(text.text) > text.limit || !utf8.ValidString(text.text) {
			t.Errorf("%s has %d bytes, limit %d (UTF-8: %v)", what, len(text.text), text.limit, utf8.ValidString(text.text))
		}
	}
	if run.Title == "" || run.Summary == "" {
		t.Errorf("GitHub refuses an output without title or summary: %q, %q", run.Title, run.Summary)
	}
	if len(run.Annotations) > 50 {
		t.Errorf("%d annotations", len(run.Annotations))
	}
	for _, a := range run.Annotations {
		if len(a.Message) >= 64<<10 || len(a.Title) > 255 || !utf8.ValidString(a.Message+a.Title) || a.Message == "" || a.StartLine < 1 || a.EndLine < a.StartLine {
			t.Errorf("GitHub refuses annotation %q: message %d bytes, title %d, lines %d-%d", a.Path, len(a.Message), len(a.Title), a.StartLine, a.EndLine)
		}
	}
}
