package prompt

import (
	"fmt"
	"strings"
)

// part is a message in the making.
type part struct {
	pieces []piece
	used   int // bytes
}

// piece is a run of a file's lines that stands in one part.
type piece struct {
	file  *file
	lines []line
}

const (
	noteRoom  = 200     // bytes that a piece's note takes at most
	frameCost = 300     // bytes of a piece beside its lines and paths, about
	leastFill = 4 << 10 // what a file that must be split puts in a part at least, where that has room
)

// pack puts the files' lines into as few parts as hold them, of at most room bytes each, files whole where they fit a part, all parts
// about equally full. What MaxParts can't hold is left out, lowest rank first.
func pack(files []*file, boundary string, room int) []part {
	total := 0
	for _, f := range files {
		if len(f.lines) > 0 {
			total += f.frame(boundary) + bytesOf(f.lines)
		}
	}
	for n := min(max((total+room-1)/room, 1), MaxParts); ; n++ {
		if parts, ok := fill(files, boundary, room, total/n, n); ok || n == MaxParts {
			return parts
		}
	}
}

// fill packs into n parts; ok is false when not everything fits, or a file had to be split that another part would take whole.
func fill(files []*file, boundary string, room, target, n int) (parts []part, ok bool) {
	parts = make([]part, n)
	ok = true
	for _, f := range files {
		frame := f.frame(boundary)
		size := frame + bytesOf(f.lines)
		for rest := f.lines; len(rest) > 0; {
			p := emptiest(parts)
			if left := frame + bytesOf(rest); p.used+left <= room {
				p.add(piece{f, rest}, left)
				break
			}
			ok = ok && size > room
			k := fitting(rest, min(room, max(target, p.used+frame+leastFill))-p.used-frame)
			if k == 0 {
				ok = false
				break
			}
			p.add(piece{f, rest[:k]}, frame+bytesOf(rest[:k]))
			rest = rest[k:]
		}
	}
	return parts, ok
}

func (p *part) add(what piece, size int) {
	p.pieces = append(p.pieces, what)
	p.used += size
}

func emptiest(parts []part) *part {
	least := &parts[0]
	for i := range parts {
		if parts[i].used < least.used {
			least = &parts[i]
		}
	}
	return least
}

func bytesOf(lines []line) int {
	n := 0
	for i := range lines {
		n += len(lines[i].out)
	}
	return n
}

// fitting is how many of the lines take at most room bytes; it ends before a hunk where that costs no more than half of them.
func fitting(lines []line, room int) int {
	k, hunk := 0, 0
	for k < len(lines) && len(lines[k].out) <= room {
		room -= len(lines[k].out)
		if lines[k].kind == '@' {
			hunk = k
		}
		k++
	}
	if k < len(lines) && lines[k].kind != '@' && hunk > k/2 {
		return hunk
	}
	if k > 0 && lines[k-1].kind == '@' {
		k-- // a header says nothing without a line of its hunk
	}
	return k
}

// frame is how many bytes a piece of the file takes at most beside its lines.
func (f *file) frame(boundary string) int {
	return len(f.opens(boundary)) + len("END \n") + len(boundary) + noteRoom
}

// opens is what stands before a piece's lines.
func (f *file) opens(boundary string) string {
	s := fmt.Sprintf("BEGIN %s file %d\npath: %s\n", boundary, f.number, f.Path)
	if f.PreviousPath != "" {
		s += "previous path: " + f.PreviousPath + "\n"
	}
	return s
}

// print is the piece as it stands in its part.
func (p piece) print(b *strings.Builder, boundary string) {
	f := p.file
	b.WriteString("\n" + f.note(diffLines(p.lines)) + "\n" + f.opens(boundary))
	for i := range p.lines {
		b.WriteString(p.lines[i].out)
	}
	b.WriteString("END " + boundary + "\n")
}

// note is what a piece says of itself in trusted words, in less than noteRoom bytes.
func (f *file) note(here int) string {
	s := fmt.Sprintf("File %d: %.60s.", f.number, about(f.File))
	switch {
	case f.shown < f.diff:
		s += fmt.Sprintf(" Clipped: %d of the %d lines of its diff.", here, f.diff)
	case here < f.diff:
		s += fmt.Sprintf(" %d of the %d lines of its diff; other parts have the rest.", here, f.diff)
	}
	if f.Unreadable {
		s += " Its patch is incomplete."
	}
	if f.crlf {
		s += " Its lines end in CRLF."
	}
	return s
}

// diffLines counts the lines that are of a hunk's body.
func diffLines(lines []line) int {
	n := 0
	for i := range lines {
		if lines[i].kind != '@' {
			n++
		}
	}
	return n
}
