package render

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// Section is a part of a text. Its entries are the smallest pieces: a text that is too long is cut between them.
type Section struct {
	head    string // before the entries; may be empty
	entries []string
	gap     string // between entries: "\n" in a list, "\n\n" between paragraphs
}

// maxNote is room for what a cut section says of it, in bytes.
const maxNote = 100

// Compose joins sections to a text of at most limit bytes (GitHub counts characters, of which there are never more). Entries go
// from the end of whatever section is longest, which says how many.
func Compose(limit int, sections []Section) string {
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
			pieces = append(pieces, fmt.Sprintf("%s_%s left out: the text would be too long for GitHub._", listMarker(p.gap), text.Number(left)))
		}
		texts = append(texts, p.head+strings.Join(pieces, p.gap))
	}
	return strings.Join(texts, "\n\n")
}

// listMarker begins an entry of a list.
func listMarker(gap string) string {
	if gap == "\n" {
		return "- "
	}
	return ""
}

// Paragraph is a section of one entry.
func Paragraph(text string) Section {
	if text == "" {
		return Section{}
	}
	return Section{entries: []string{text}, gap: "\n\n"}
}

// List is a section whose entries become bullets. They are one line each, or indented by whoever made them.
func List(head string, entries []string) Section {
	s := Section{gap: "\n"}
	if head != "" {
		s.head = head + "\n\n"
	}
	for _, e := range entries {
		s.entries = append(s.entries, "- "+e)
	}
	return s
}
