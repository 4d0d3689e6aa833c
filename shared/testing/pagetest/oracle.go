package pagetest

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Oracle lists the allowed elements of a page. Every other element, and every action of GitHub's, is a fault.
type Oracle struct {
	Repository string         // "owner/name": links lead to its pages alone
	Headings   *regexp.Regexp // ours; nil: none
	Subjects   bool           // headings of the second level may be others'
	Accounts   bool           // links to people's accounts are ours, as in release notes
	Elements   []string       // beside those that every page has
	Folds      []string       // the summaries of our own <details>
}

// elements are the HTML elements that DevPlus makes.
var elements = strings.Fields("h2 h3 p strong em code pre a ul ol li table thead tbody tr th td blockquote br")

var (
	acts     = regexp.MustCompile(`(?i)@[a-z0-9]|#\d|\bGH-\d|[a-z]+://|www\.\w|\w@\w|:[a-z0-9_+-]+:|CVE-\d|GHSA-\w|\b[0-9a-f]{7,40}\b`)
	command  = regexp.MustCompile(`(?im)^\s*/[a-z]`)
	ownPages = regexp.MustCompile(`^(?:(?:blob|tree)/[^/]+(?:/.*)?|commit/[0-9a-f]{7,64}|(?:issues|pull)/\d+|releases/tag/.+|runs/\d+|compare/.+)$`)
	ownLines = regexp.MustCompile(`^(?:L\d+(?:-L\d+)?)?$`)
	account  = regexp.MustCompile(`^/[A-Za-z0-9][A-Za-z0-9_-]*$`)
)

// Check fails the test for everything in a page of Markdown that DevPlus did not write. made says of what the page was made.
func (o Oracle) Check(t testing.TB, made, markdown string) {
	t.Helper()
	for _, fault := range o.Faults(t, markdown) {
		t.Errorf("%s of %q in:\n%s", fault, made, around(markdown, made))
	}
}

// around returns the page, if it is short, or what is around the text.
func around(markdown, text string) string {
	const most = 1500
	if len(markdown) <= most {
		return markdown
	}
	at := max(strings.Index(markdown, text), 0)
	return strings.ToValidUTF8(markdown[max(0, at-most/2):min(len(markdown), at+most/2)], "")
}

// Faults returns the elements of a page that DevPlus did not write.
func (o Oracle) Faults(t testing.TB, markdown string) []string {
	t.Helper()
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	top, err := html.ParseFragment(strings.NewReader(HTML(t, markdown)), context)
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	say := func(format string, values ...any) { faults = append(faults, fmt.Sprintf(format, values...)) }
	for _, root := range top {
		context.AppendChild(root)
	}
	for n := range context.Descendants() {
		switch n.Type {
		case html.ElementNode:
			o.element(n, say)
		case html.TextNode:
			if !within(n, "code", "pre", "a") && acts.MatchString(n.Data) {
				say("live text %q", acts.FindString(n.Data))
			}
		case html.CommentNode:
			if !strings.HasPrefix(markdown, "<!--"+n.Data+"-->") {
				say("a comment %q", n.Data)
			}
		}
	}
	for _, row := range rowFaults(markdown) {
		say("%s", row)
	}
	if i := strings.IndexFunc(strings.ReplaceAll(markdown, "<!\u200b--", ""), unseen); i >= 0 {
		say("an unseen character %q", markdown[i:i+3])
	}
	return faults
}

func (o Oracle) element(n *html.Node, say func(string, ...any)) {
	switch fold := n.Data == "details" || n.Data == "summary"; {
	case fold && len(o.Folds) > 0:
		if text := textOf(n, false); n.Data == "summary" && !slices.Contains(o.Folds, text) {
			say("a fold %q", text)
		}
	case !slices.Contains(elements, n.Data) && !slices.Contains(o.Elements, n.Data):
		say("an element <%s>", n.Data)
	}
	for _, a := range n.Attr {
		switch n.Data + " " + a.Key {
		case "a href":
			if why := o.link(a.Val); why != "" {
				say("a link %s: %q", why, a.Val)
			}
		case "td align", "th align", "ol start":
		case "pre lang":
			if slices.Contains([]string{"mermaid", "math", "geojson", "topojson", "stl", "suggestion"}, strings.ToLower(a.Val)) {
				say("a drawing %q", a.Val)
			}
		default:
			say("an attribute %s=%q of <%s>", a.Key, a.Val, n.Data)
		}
	}
	switch n.Data {
	case "h2", "h3":
		if text := textOf(n, false); (n.Data != "h2" || !o.Subjects) && (o.Headings == nil || !o.Headings.MatchString(text)) {
			say("a heading %q", text)
		}
	case "p", "li", "td", "th":
		text := textOf(n, true)
		if command.MatchString(text) {
			say("a command %q", text)
		}
		if strings.Count(text, "$") > 1 && !hasParagraphs(n) { // a formula ends in its paragraph
			say("a formula %q", text)
		}
	case "blockquote":
		if strings.HasPrefix(strings.TrimSpace(textOf(n, false)), "[!") {
			say("an alert")
		}
	}
}

// link returns why a link is none of ours; empty if it is.
func (o Oracle) link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host != "github.com" || u.User != nil {
		return "off GitHub"
	}
	if o.Accounts && account.MatchString(u.Path) && u.Fragment == "" && u.RawQuery == "" {
		return ""
	}
	rest, ok := strings.CutPrefix(u.JoinPath().Path, "/"+o.Repository+"/")
	switch {
	case !ok:
		return "off the repository"
	case u.RawQuery != "" || u.ForceQuery || !ownPages.MatchString(rest) || !ownLines.MatchString(u.Fragment):
		return "to a page that acts"
	case u.Path != u.JoinPath().Path || strings.Contains(strings.ToLower(u.EscapedPath()), "%2f"):
		return "by a way around"
	}
	return ""
}

// rowFaults returns the rows of tables that do not have as many cells as columns. GitHub's parser pads and cuts rows, so that its HTML does
// not show them.
func rowFaults(markdown string) []string {
	var faults []string
	columns, fence := 0, ""
	for line := range strings.Lines(markdown) {
		line = strings.TrimRight(line, "\n")
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(ticks) >= 3:
			fence = ticks
		case fence != "" && line == fence:
			fence = ""
		}
		if fence != "" {
			continue
		}
		if !strings.HasPrefix(line, "| ") {
			columns = 0
			continue
		}
		cells := 0
		for i := range len(line) {
			if line[i] == '|' && (i == 0 || line[i-1] != '\\') {
				cells++
			}
		}
		if columns == 0 {
			columns = cells
		}
		if cells != columns {
			faults = append(faults, fmt.Sprintf("a row of %d cells below %d columns: %s", cells-1, columns-1, line))
		}
	}
	return faults
}

func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Zl, unicode.Zp) || unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t'
}

func within(n *html.Node, names ...string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(names, p.Data) {
			return true
		}
	}
	return false
}

// hasParagraphs reports whether the text of a node is in paragraphs, which are judged by themselves.
func hasParagraphs(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if c.Data == "p" {
			return true
		}
	}
	return false
}

// textOf returns the text below a node; live has a mark in place of code, so that what is beside it stays apart.
func textOf(n *html.Node, live bool) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type != html.TextNode:
		case live && within(c, "code", "pre"):
			b.WriteRune('\ufffc')
		default:
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
