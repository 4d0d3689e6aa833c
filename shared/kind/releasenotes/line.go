package releasenotes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
)

// line is one line of the notes. Its changes are stored separately, because a person's own line may already cover some of them.
type line struct {
	text    string      // Markdown
	content page.Inline // the text of a line that DevPlus makes, without the mark of a heading or an entry
	cites   []cite
	space   int    // blank lines before it
	form    string // of an entry, as configured
}

// cite is the reference of a line to a change.
type cite struct {
	key          string
	link, author page.Inline
}

// key identifies a change in a written text: "12" is a pull request, "cabc1234" a commit.
func key(r release.Ref) string {
	if r.Pull != 0 {
		return fmt.Sprint(r.Pull)
	}
	return "c" + r.SHA[:min(7, len(r.SHA))]
}

func (l line) keys() []string {
	keys := make([]string, len(l.cites))
	for i, c := range l.cites {
		keys[i] = c.key
	}
	return keys
}

func (l line) heading() bool { return strings.HasPrefix(l.text, headingMark) }

func (l line) entry() bool { return strings.HasPrefix(l.text, entryMark) }

// The marks of lines.
const (
	headingMark = "## "
	entryMark   = "- "
)

// newLine returns a line that DevPlus makes.
func newLine(mark string, said page.Inline, space int, of ...cite) line {
	return line{text: mark + said.Markdown(), content: said, cites: of, space: space}
}

// String returns the line as Markdown: "- text ([#12](…) by [login](…))".
func (l line) String() string {
	if len(l.cites) == 0 {
		return l.text
	}
	return entryMark + l.whole().Markdown()
}

// whole returns DevPlus's text of the line, with its changes.
func (l line) whole() page.Inline {
	if len(l.cites) == 0 {
		return l.content
	}
	if l.form != "" {
		return l.formed()
	}
	return page.Say("%s %s", l.content, l.cited())
}

var placeholder = regexp.MustCompile(`\{(?:text|links|authors)\}`)

// formed returns the line in the configured form.
func (l line) formed() page.Inline {
	links, authors := l.changes()
	values := map[string]page.Inline{"{text}": l.content, "{links}": page.Join(", ", links...), "{authors}": page.Join(", ", authors...)}
	var out page.Inline
	blank := false // before the next part
	add := func(part page.Inline) {
		switch {
		case part.Empty():
		case blank && !out.Empty():
			out, blank = page.Say("%s %s", out, part), false
		default:
			out, blank = page.Say("%s%s", out, part), false
		}
	}
	between := func(literal string) {
		blank = blank || strings.HasPrefix(literal, " ")
		add(page.Text(strings.TrimSpace(literal)))
		blank = blank || strings.HasSuffix(literal, " ")
	}
	at := 0
	for _, m := range placeholder.FindAllStringIndex(l.form, -1) {
		between(l.form[at:m[0]])
		add(values[l.form[m[0]:m[1]]])
		at = m[1]
	}
	between(l.form[at:])
	return out
}

// cited returns the line's changes and their authors: "([#12](…) by [login](…))".
func (l line) cited() page.Inline {
	links, authors := l.changes()
	cited := page.Join(", ", links...)
	if len(authors) > 0 {
		cited = page.Say("%s by %s", cited, page.Join(", ", authors...))
	}
	return page.Say("(%s)", cited)
}

// changes returns links to the line's changes, and their authors.
func (l line) changes() (links, authors []page.Inline) {
	named := map[string]bool{}
	for _, c := range l.cites {
		links = append(links, c.link)
		if author := c.author.Markdown(); author != "" && !named[author] {
			authors, named[author] = append(authors, c.author), true
		}
	}
	return links, authors
}

// without returns the line without some of its changes; ok is false if none is left.
func (l line) without(keys map[string]bool) (rest line, ok bool) {
	if len(l.cites) == 0 {
		return l, true
	}
	rest = l
	rest.cites = slices.DeleteFunc(slices.Clone(l.cites), func(c cite) bool { return keys[c.key] })
	return rest, len(rest.cites) > 0
}

func (l line) bytes() int { return len(l.String()) + l.space + 1 }

// shownLines returns lines that DevPlus makes, for a check run.
func shownLines(all []line) page.Blocks {
	var out page.Blocks
	var entries []page.Inline
	list := func() {
		out, entries = out.Then(page.Bullets(entries...)), nil
	}
	for _, l := range all {
		switch {
		case l.entry():
			entries = append(entries, l.whole())
		case l.heading():
			list()
			out = out.Then(page.Subject(l.whole()))
		default:
			list()
			out = out.Then(page.Paragraphs(l.whole()))
		}
	}
	list()
	return out
}

// join joins lines into a text.
func join(all []line) string {
	var b strings.Builder
	for i, l := range all {
		if i > 0 {
			b.WriteString("\n" + strings.Repeat("\n", l.space))
		}
		b.WriteString(l.String())
	}
	return b.String()
}
