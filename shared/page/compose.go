package page

import (
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// maxNote bounds, in bytes, the line with which a section says that it was cut.
const maxNote = 100

// Markdown is a finished page. Only this package makes one, so that unescaped text in a page does not compile.
type Markdown struct{ text string }

// String returns the page as GitHub takes it.
func (m Markdown) String() string { return m.text }

// Compose joins sections to a page of at most limit bytes (GitHub counts characters, which are never more). If the text is too long, it
// drops entries from the end of the longest sections, which say how many.
func Compose(limit int, sections []Section) Markdown {
	type part struct {
		Section
		kept, bytes int
	}
	var parts []part
	total := 0
	for _, s := range sections {
		if len(s.entries) == 0 {
			continue
		}
		p := part{Section: s, kept: len(s.entries), bytes: len(s.head) + maxNote}
		for _, e := range s.entries {
			p.bytes += len(e) + len(s.gap)
		}
		parts = append(parts, p)
		total += p.bytes
	}
	for total > limit {
		longest := -1
		for i := range parts {
			if parts[i].kept > 0 && (longest < 0 || parts[i].bytes > parts[longest].bytes) {
				longest = i
			}
		}
		if longest < 0 {
			break
		}
		p := &parts[longest]
		p.kept--
		gone := len(p.entries[p.kept]) + len(p.gap)
		p.bytes -= gone
		total -= gone
	}
	texts := make([]string, 0, len(parts))
	for _, p := range parts {
		pieces := p.entries[:p.kept:p.kept]
		if left := len(p.entries) - p.kept; left > 0 {
			note := Emphasis("%s left out: the text would be too long for GitHub.", text.Number(left))
			pieces = append(pieces, listMarker(p.gap)+note.markdown())
		}
		texts = append(texts, p.head+strings.Join(pieces, p.gap))
	}
	return Markdown{strings.Join(texts, "\n\n")}
}

// Whole returns a section as Markdown of any length.
func Whole(s Section) string {
	if len(s.entries) == 0 {
		return ""
	}
	return s.head + strings.Join(s.entries, s.gap)
}

// listMarker returns the start of an entry of a list.
func listMarker(gap string) string {
	if gap == "\n" {
		return "- "
	}
	return ""
}
