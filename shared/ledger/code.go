package ledger

import (
	"hash/fnv"
	"strings"
	"unicode/utf8"

	"github.com/devplus-app/devplus/shared/diff"
)

// maxLines bounds the lines of a Code, which is stored with its analysis: about ten bytes each.
const maxLines = 20_000

// Code has the diff's lines of the new files as digests: enough to find lines again, and not enough to read them.
type Code struct {
	Files     []File `json:"files"`
	Truncated bool   `json:"truncated,omitempty"` // the diff has more than maxLines lines
}

// File is a file of the diff.
type File struct {
	Path         string `json:"path"`
	PreviousPath string `json:"previous_path,omitempty"` // before the change, if the file moved
	Hunks        []Hunk `json:"hunks"`
	Omitted      bool   `json:"omitted,omitempty"` // GitHub leaves its diff out, such as a large one
}

// Hunk is a run of lines of the new file.
type Hunk struct {
	Start  int      `json:"start"`
	Symbol string   `json:"symbol,omitempty"` // digest of what git names as enclosing
	Change string   `json:"change"`           // digest of the added and deleted lines: the same wherever a rebase moves the hunk
	Lines  []uint32 `json:"lines"`            // digests of the lines, one each
	Added  []int    `json:"added,omitempty"`  // the added lines: the first and the last of each run
}

// Read returns the digests of patches.
func Read(patches []diff.Patch) Code {
	var c Code
	total := 0
	for _, p := range patches {
		f := File{Path: p.Path, PreviousPath: p.PreviousPath, Omitted: p.Text == "" && p.Additions+p.Deletions > 0}
		for _, text := range hunks(p.Text) {
			h := newHunk(p.Path, text)
			if total += len(h.Lines); total > maxLines {
				c.Truncated = true
				return c
			}
			f.Hunks = append(f.Hunks, h)
		}
		if len(f.Hunks) > 0 || f.Omitted {
			c.Files = append(c.Files, f)
		}
	}
	return c
}

// hunks splits a patch before each header.
func hunks(patch string) (all []string) {
	start, at := 0, 0
	for line := range strings.Lines(patch) {
		if _, ok := diff.HunkStart(line); ok && at > start {
			all, start = append(all, patch[start:at]), at
		}
		at += len(line)
	}
	if start < len(patch) {
		all = append(all, patch[start:])
	}
	return all
}

func newHunk(path, text string) Hunk {
	header, body, _ := strings.Cut(text, "\n")
	h := Hunk{}
	h.Start, _ = diff.HunkStart(header)
	if _, after, ok := strings.Cut(strings.TrimPrefix(header, "@@"), "@@"); ok {
		h.Symbol = symbol(after)
	}
	change := fnv.New64a()
	_, _ = change.Write([]byte(path + "\x00"))
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		mark, code := byte(' '), line
		if line != "" {
			mark, code = line[0], line[1:]
		}
		if mark == '+' || mark == '-' {
			_, _ = change.Write([]byte(line + "\n"))
		}
		if mark == '+' || mark == ' ' {
			if mark == '+' {
				h.add(h.Start + len(h.Lines))
			}
			h.Lines = append(h.Lines, digest(code))
		}
	}
	h.Change = hex(change.Sum64())
	return h
}

// telling is how many characters a line has at least that is a place by itself. A brace, or "return err", is none.
const telling = 12

// digest returns the digest of a line without its blanks; 0 of a blank line. Indenting and aligning leave it as it is. The lowest bit says
// whether the line is telling.
func digest(line string) uint32 {
	h := fnv.New32a()
	characters := 0
	for _, field := range strings.Fields(line) {
		_, _ = h.Write([]byte(field))
		characters += utf8.RuneCountInString(field)
	}
	switch {
	case characters == 0:
		return 0
	case characters < telling:
		return max(h.Sum32()&^1, 2)
	}
	return h.Sum32() | 1
}

// symbol returns the digest of a hunk header's function; "" if it names none.
func symbol(name string) string {
	if name = strings.Join(strings.Fields(name), ""); name == "" {
		return ""
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return hex(h.Sum64())
}

// file returns the file at a path, nil if the diff does not show it.
func (c Code) file(path string) *File {
	for i := range c.Files {
		if c.Files[i].Path == path {
			return &c.Files[i]
		}
	}
	return nil
}

// leavesOut reports whether the file at a path may have changed lines that the code does not have.
func (c Code) leavesOut(path string) bool {
	f := c.file(path)
	return f == nil && c.Truncated || f != nil && f.Omitted
}

// Unread returns the patches with those hunks that no model has read yet, and the paths of which it has read every hunk.
func (l *Ledger) Unread(patches []diff.Patch) (unread []diff.Patch, read []string) {
	for _, p := range patches {
		var text strings.Builder
		all := hunks(p.Text)
		for _, h := range all {
			if !l.wasRead(newHunk(p.Path, h)) {
				text.WriteString(h)
			}
		}
		if len(all) > 0 && text.Len() == 0 {
			read = append(read, p.Path)
		}
		if p.Text != text.String() {
			p = diff.Patch{Path: p.Path, PreviousPath: p.PreviousPath, Status: p.Status, Additions: p.Additions, Deletions: p.Deletions, Text: text.String()}
		}
		unread = append(unread, p)
	}
	return unread, read
}

// movedFrom returns the file that moved from a path.
func (c Code) movedFrom(path string) *File {
	for i := range c.Files {
		if c.Files[i].PreviousPath == path {
			return &c.Files[i]
		}
	}
	return nil
}
