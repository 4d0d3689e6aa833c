package page

import (
	"fmt"
	"regexp"
	"strings"
)

// Blocks are paragraphs, lists, code and quotations. The zero value is empty.
type Blocks struct{ list []block }

// block is one of paragraph, code, list, quotation and marker.
type block interface{ markdown() string }

func (b *Blocks) add(more ...block) { b.list = append(b.list, more...) }

// Paragraphs returns each text that is not empty as a paragraph.
func Paragraphs(texts ...Inline) Blocks {
	var out Blocks
	for _, t := range texts {
		if !t.Empty() {
			out.add(paragraph{spans: t.spans})
		}
	}
	return out
}

// Then returns the blocks, and more after them.
func (b Blocks) Then(more ...Blocks) Blocks {
	out := Blocks{append([]block(nil), b.list...)}
	for _, m := range more {
		out.add(m.list...)
	}
	return out
}

// Empty reports whether there is nothing to show.
func (b Blocks) Empty() bool { return b.markdown() == "" }

// Markdown returns the blocks in Markdown, without a newline at the end.
func (b Blocks) Markdown() string { return b.markdown() }

func (b Blocks) markdown() string {
	var out strings.Builder
	var previous block
	for _, next := range b.list {
		part := next.markdown()
		if part == "" {
			continue
		}
		if previous != nil {
			out.WriteString("\n")
			if p, _ := previous.(paragraph); !p.tight || !interrupts(next) {
				out.WriteString("\n")
			}
		}
		out.WriteString(part)
		previous = next
	}
	return out.String()
}

// interrupts reports whether a block is a list that may follow a paragraph without a blank line.
func interrupts(b block) bool {
	l, ok := b.(list)
	return ok && l.start <= 1
}

// paragraph is text, perhaps of several lines.
type paragraph struct {
	spans []span
	tight bool // a list may follow without a blank line
}

func (p paragraph) markdown() string { return write(p.spans, place{lineStart: true}) }

// list is a list; start is the number of its first item, 0 for bullets.
type list struct {
	start int
	tight bool
	items []Blocks
}

func (l list) markdown() string {
	var items []string
	number := l.start
	for _, item := range l.items {
		body := item.markdown()
		if body == "" {
			continue
		}
		marker := "- "
		if l.start > 0 {
			marker = fmt.Sprintf("%d. ", number)
			number++
		}
		items = append(items, marker+indented(body, len(marker)))
	}
	if l.tight {
		return strings.Join(items, "\n")
	}
	return strings.Join(items, "\n\n")
}

// indented indents all lines but the first, so that they belong to the list item that the first line begins.
func indented(body string, by int) string {
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

// code is a code block.
type code struct{ language, text string }

// markdown returns the code between fences longer than any in it.
func (c code) markdown() string {
	text := noComment(strings.Trim(c.text, "\n"))
	if strings.TrimSpace(text) == "" {
		return ""
	}
	info := c.language
	if !language.MatchString(info) || renderedByGitHub.MatchString(info) {
		info = ""
	}
	fence := strings.Repeat("`", max(longestRun(text, '`')+1, 3))
	return fence + info + "\n" + text + "\n" + fence
}

// Bullets returns a list of the texts.
func Bullets(texts ...Inline) Blocks {
	if len(texts) == 0 {
		return Blocks{}
	}
	l := list{tight: true}
	for _, t := range texts {
		l.items = append(l.items, Paragraphs(t))
	}
	return Blocks{[]block{l}}
}

// heading is a heading in a text that has no sections.
type heading struct {
	mark  string
	title Inline
}

func (h heading) markdown() string {
	title := h.title.markdown()
	if title == "" {
		return ""
	}
	return h.mark + title
}

// Subject returns a heading one level above those of sections.
func Subject(title Inline) Blocks { return Blocks{[]block{heading{"## ", title}}} }

// Title returns a heading of the level that sections use.
func Title(title Inline) Blocks { return Blocks{[]block{heading{"### ", title}}} }

// Listing returns text in a language as a block of code.
func Listing(language literal, text string) Blocks {
	return Blocks{[]block{code{string(language), clean(text)}}}
}

// suggestion is a block of code that GitHub offers to commit in place of the commented lines.
type suggestion string

// markdown returns the code unchanged, between fences longer than any in it: GitHub must commit exactly the checked text.
func (s suggestion) markdown() string {
	text := strings.Trim(string(s), "\n")
	fence := strings.Repeat("`", max(longestRun(text, '`')+1, 3))
	return fence + "suggestion\n" + text + "\n" + fence
}

// Suggested returns lines that a click commits in place of the commented lines. The text must have passed suggest.Edit.Check.
func Suggested(proven string) Blocks { return Blocks{[]block{suggestion(proven)}} }

// Copied returns lines of written text as a code block in Markdown, to be copied.
func Copied(text string) Blocks { return Blocks{[]block{code{"markdown", clean(text)}}} }

// quotation names its author in the first line.
type quotation struct {
	author  Inline
	content Blocks
}

func (q quotation) markdown() string {
	said := q.content.markdown()
	if said == "" {
		return ""
	}
	lines := strings.Split(q.author.markdown()+"\n\n"+said, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("> "+line, " ")
	}
	return strings.Join(lines, "\n")
}

// Quoted returns text of others as a quotation, under a line that names its author.
func Quoted(who literal, said Blocks) Blocks { return Blocks{[]block{quotation{Say(who), said}}} }

// marker is a comment, which GitHub does not show.
type marker string

func (m marker) markdown() string { return string(m) }
