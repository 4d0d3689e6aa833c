package prompt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// block is a Block that is being prepared for a part.
type block struct {
	name, path string
	lines      []line
	total      int      // lines of the whole text
	pathRules  []string // of the secrets in its path
}

// newBlock reads n bytes of the text to show, and enough after them to find a secret at the cut.
func newBlock(in Block, n int) *block {
	b := &block{
		name:  string(in.Name),
		path:  text.CutMiddle(visible(in.Path), maxPath),
		total: strings.Count(in.Text, "\n"),
	}
	if in.Text != "" && !strings.HasSuffix(in.Text, "\n") {
		b.total++
	}
	for at, read := 0, 0; at < len(in.Text) && read < n+keyBytes; {
		raw, next := lineAt(in.Text, at)
		l := newLine(0, 0, raw)
		l.hidden = read >= n
		b.lines = append(b.lines, l)
		at = next
		read += lineCost(raw)
	}
	return b
}

// costOf approximates the bytes of a text in a part.
func costOf(text string) (cost int) {
	for at := 0; at < len(text); {
		raw, next := lineAt(text, at)
		cost += lineCost(raw)
		at = next
	}
	return cost
}

// readBlocks reads the text of the blocks that may be shown, up to twice the size of a part, because redacting shortens texts.
func readBlocks(all []Block, part int) []*block {
	sizes := make([]int, min(len(all), maxBlocks))
	for i := range sizes {
		sizes[i] = costOf(all[i].Text)
	}
	most := level(sizes, 2*part)
	blocks := make([]*block, len(all))
	for i, in := range all {
		if i >= maxBlocks {
			in.Text = ""
		}
		blocks[i] = newBlock(in, most)
	}
	return blocks
}

// redactBlocks marks the secrets in the blocks' lines, and replaces those in their paths.
func redactBlocks(blocks []*block) error {
	texts, paths := make([]side, len(blocks)), make([]string, len(blocks))
	for i, b := range blocks {
		texts[i], paths[i] = newSide(b.path, b.lines, "\x00"), b.path
	}
	s, err := markSecrets(texts, paths)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		b.path, b.pathRules = s.path(b.path)
	}
	return nil
}

// print drops the hidden lines and prints all others.
func (b *block) print() {
	b.lines = slices.DeleteFunc(b.lines, func(l line) bool { return l.hidden })
	for i := range b.lines {
		l := &b.lines[i]
		l.out = l.redacted()
		if l.cut() {
			l.out += fmt.Sprintf("… (cut: the line has %d bytes)", l.size)
		}
		l.out += "\n"
	}
}

// fit drops the last lines, so that the others take at most room bytes.
func (b *block) fit(room int) { b.lines = b.lines[:fitting(b.lines, room)] }

// blockNote bounds a block's note with the empty line after it, in bytes.
const blockNote = 100

// edges bounds the bytes of the block beside its lines.
func (b *block) edges(boundary string) int {
	return len(b.frame(boundary)) - bytesOf(b.lines) + blockNote
}

// framed returns how many of the first blocks fit if only the text around their lines counts.
func framed(blocks []*block, boundary string, room int) int {
	for i, b := range blocks {
		if room -= b.edges(boundary); room < 0 {
			return i
		}
	}
	return len(blocks)
}

// share cuts the largest blocks to the same size, so that all blocks take at most room bytes.
func share(blocks []*block, boundary string, room int) {
	sizes := make([]int, len(blocks))
	for i, b := range blocks {
		sizes[i] = bytesOf(b.lines)
		room -= b.edges(boundary)
	}
	most := level(sizes, room)
	for _, b := range blocks {
		b.fit(most)
	}
}

// level returns the size to which the largest sizes must be cut for all to take at most room; the largest size if none must be cut.
func level(sizes []int, room int) int {
	most := 0
	slices.Sort(sizes)
	for i, size := range sizes {
		if each := room / (len(sizes) - i); size > each {
			return each
		}
		room -= size
		most = size
	}
	return most
}

// note returns the trusted line after a block that is cut.
func (b *block) note() string {
	if len(b.lines) == b.total {
		return ""
	}
	return fmt.Sprintf("Cut here: %d of %d lines are shown. Say nothing of the others.\n", len(b.lines), b.total)
}

// frame returns the block between its marks.
func (b *block) frame(boundary string) string {
	text := b.text()
	if b.path != "" {
		text = "path: " + b.path + "\n" + text
	}
	return untrusted(boundary, b.name, text)
}

func (b *block) text() string {
	var text strings.Builder
	for i := range b.lines {
		text.WriteString(b.lines[i].out)
	}
	return text.String()
}

// label returns the block's name in notes.
func (b *block) label() string { return cmp.Or(text.CutMiddle(b.path, maxNotePath), "("+b.name+")") }

// coverBlocks returns the coverage of the blocks.
func coverBlocks(blocks, left []*block) analysis.Coverage {
	c := analysis.Coverage{
		Files: len(blocks) + len(left), Parts: 1,
		Clipped: []analysis.FileNote{}, Skipped: []analysis.FileNote{}, Redacted: []analysis.FileNote{},
	}
	for _, b := range blocks {
		rules := b.pathRules
		for i := range b.lines {
			rules = append(rules, b.lines[i].rules()...)
		}
		redacted(&c, b.label(), rules)
	}
	for _, b := range blocks {
		c.Bytes += bytesOf(b.lines)
		switch {
		case len(b.lines) < b.total:
			c.Unlisted += note(&c.Clipped, b.label(), fmt.Sprintf("over the budget: %d of %d lines shown", len(b.lines), b.total))
		case slices.ContainsFunc(b.lines, func(l line) bool { return l.cut() }):
			c.Unlisted += note(&c.Clipped, b.label(), fmt.Sprintf("a line of more than %d bytes is cut", maxLine))
		default:
			c.Read++
		}
	}
	for _, b := range left {
		c.Unlisted += note(&c.Skipped, b.label(), "over the budget")
	}
	return c
}
