package prompt

import (
	"fmt"
	"strings"
)

// part is a message under construction.
type part struct {
	pieces []piece
	used   int // bytes
}

// piece is a run of a file's lines within one part.
type piece struct {
	file  *file
	lines []line
}

const (
	noteRoom  = 200     // bound of a piece's note, in bytes
	frameCost = 300     // approximate bytes of a piece beside its lines and paths
	leastFill = 4 << 10 // smallest piece of a split file, if the part has room
)

// pack distributes the files' lines over as few parts as possible, of at most room bytes each and about equally full. Files that fit a part
// stay whole. Lines beyond most parts are left out, lowest rank first.
func pack(files []*file, boundary string, most, room int) []part {
	total := 0
	for _, f := range files {
		if len(f.lines) > 0 || len(f.attached) > 0 {
			total += f.frame(boundary) + bytesOf(f.lines) + f.attachedSize(boundary)
		}
	}
	for n := min(max((total+room-1)/room, 1), most); ; n++ {
		if parts, ok := fill(files, boundary, room, total/n, n); ok || n == most {
			return parts
		}
	}
}

// fill packs into n parts; ok is false if lines are left out, or if a file was split that would fit one part.
func fill(files []*file, boundary string, room, target, n int) (parts []part, ok bool) {
	parts = make([]part, n)
	ok = true
	for _, f := range files {
		frame, attached := f.frame(boundary), f.attachedSize(boundary)
		size := frame + bytesOf(f.lines) + attached
		if p := emptiest(parts); len(f.lines) == 0 && p.used+attached <= room { // a file without a diff
			p.attach(f, &attached, boundary)
		}
		for rest := f.lines; len(rest) > 0; {
			p := emptiest(parts)
			if left := frame + bytesOf(rest); p.used+left+attached <= room {
				p.add(piece{f, rest}, left)
				p.attach(f, &attached, boundary)
				break
			}
			ok = ok && size > room
			k := fitting(rest, min(room, max(target, p.used+frame+attached+leastFill))-p.used-frame-attached)
			if k == 0 {
				ok = false
				break
			}
			p.add(piece{f, rest[:k]}, frame+bytesOf(rest[:k]))
			p.attach(f, &attached, boundary)
			rest = rest[k:]
		}
	}
	return parts, ok
}

func (p *part) add(next piece, size int) {
	p.pieces = append(p.pieces, next)
	p.used += size
}

// attach adds the context of a file after its first piece.
func (p *part) attach(f *file, size *int, boundary string) {
	if *size == 0 {
		return
	}
	for _, a := range f.attached {
		p.add(piece{a, a.lines}, 0)
	}
	p.used += *size
	*size = 0
}

// attachedSize bounds the bytes of the file's context, which is one block.
func (f *file) attachedSize(boundary string) (n int) {
	for i, a := range f.attached {
		if n += len(a.names()) + bytesOf(a.lines); i == 0 {
			n += a.frame(boundary)
		}
	}
	return n
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

// fitting returns how many of the lines take at most room bytes. It ends before a hunk if that costs at most half of the lines, else before
// lines and what replaces them: each call of the model sees both.
func fitting(lines []line, room int) int {
	k, hunk, run := 0, 0, 0
	for k < len(lines) && len(lines[k].out) <= room {
		room -= len(lines[k].out)
		if lines[k].kind == '@' {
			hunk = k
		}
		if changes(lines[k]) && (k == 0 || !changes(lines[k-1])) {
			run = k
		}
		k++
	}
	if k < len(lines) && lines[k].kind != '@' && hunk > k/2 {
		return hunk
	}
	if k < len(lines) && changes(lines[k]) && run > k/2 {
		k = run
	}
	if k > 0 && lines[k-1].kind == '@' {
		k-- // a header is useless without a line of its hunk
	}
	return k
}

func changes(l line) bool { return l.kind == '-' || l.kind == '+' }

// frame bounds the bytes of a piece of the file beside its lines.
func (f *file) frame(boundary string) int {
	return len(f.header(boundary)) + len("END \n") + len(boundary) + noteRoom
}

// header returns the text before a piece's lines.
func (f *file) header(boundary string) string {
	if f.context {
		return "BEGIN " + boundary + " context\n" + f.names()
	}
	return fmt.Sprintf("BEGIN %s file %d\n", boundary, f.number) + f.names()
}

// names returns the lines with the file's paths. No line of a file looks like them, because each begins with its number or mark.
func (f *file) names() string {
	s := "path: " + f.Path + "\n"
	if f.PreviousPath != "" {
		s += "previous path: " + f.PreviousPath + "\n"
	}
	if f.past {
		s += "version: before the change\n"
	}
	return s
}

// print writes the pieces, neighboring ones of context as one block.
func (p part) print(b *strings.Builder, boundary string) {
	within := false
	for i, piece := range p.pieces {
		if f := piece.file; within {
			b.WriteString(f.names())
		} else {
			b.WriteString("\n" + f.note(diffLines(piece.lines)) + "\n" + f.header(boundary))
		}
		for i := range piece.lines {
			b.WriteString(piece.lines[i].out)
		}
		if within = piece.file.context && i+1 < len(p.pieces) && p.pieces[i+1].file.context; !within {
			b.WriteString("END " + boundary + "\n")
		}
	}
}

// note describes a piece with `here` lines in trusted words, in less than noteRoom bytes.
func (f *file) note(here int) string {
	if f.context {
		return "Context: not part of the change."
	}
	s := fmt.Sprintf("File %d: %.60s.", f.number, classAndStatus(f.File))
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

// diffLines counts the lines of hunks' bodies.
func diffLines(lines []line) int {
	n := 0
	for i := range lines {
		if lines[i].kind != '@' && lines[i].kind != contextKind {
			n++
		}
	}
	return n
}
