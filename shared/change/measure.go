package change

import (
	"slices"
	"strings"
)

// Measure reads what changed from the patches, in any order. Nothing in them makes it fail: what cannot be parsed is counted. With ParseDiff
// it takes about twice the memory of a usual diff, and of no diff more than 100 bytes a byte and a megabyte.
func Measure(patches []Patch) Facts {
	files := make([]shownFile, len(patches))
	h := hunks{ranges: make([]Range, 0, 16)}
	for i, p := range patches {
		files[i] = measureFile(p, &h)
	}
	rank(files)
	code, touches := measureCode(files)
	facts := Facts{Files: make([]File, 0, min(len(files), MaxFiles)), Classes: sumClasses(files), Code: code, Guards: findGuards(files), Touches: touches}
	whole, source := newSpread(len(files)), newSpread(len(files))
	pathBytes := 0
	for i := range files {
		f := &files[i].File
		facts.Total.add(*f)
		whole.add(f)
		if f.runs() && f.Additions+f.Deletions > 0 {
			source.add(f)
		}
		if f.Unreadable {
			facts.Unreadable++
		}
		if f.Unpatched {
			facts.Unpatched++
		}
		if size := len(f.Path) + len(f.PreviousPath); len(facts.Files) < MaxFiles && pathBytes+size <= MaxPathBytes {
			pathBytes += size
			facts.Files = append(facts.Files, *f)
		} else {
			facts.Omitted.add(*f)
		}
	}
	facts.Directories, facts.Subsystems = whole.places()
	facts.Entropy = whole.entropy()
	facts.Source = Source{Files: len(source.lines), Additions: source.additions, Deletions: source.deletions, Entropy: source.entropy()}
	facts.Source.Directories, facts.Source.Subsystems = source.places()
	return facts
}

// shownFile is a file's facts with the text that shows them.
type shownFile struct {
	File
	text       string   // the whole hunks of its patch
	importance int      // see rank
	kinds      wordKind // what words its changed lines have, once measureCode has read it
}

func measureFile(p Patch, h *hunks) shownFile {
	l := languageOf(p.Path)
	f := File{
		Path: validPath(p.Path), PreviousPath: validPath(p.PreviousPath), Status: p.Status,
		Class: classify(p.Path, l), Language: l.name,
		Additions: bound(p.Additions), Deletions: bound(p.Deletions),
	}
	if p.Text == "" {
		f.Unpatched = f.Additions+f.Deletions > 0
		f.Binary = f.Class == Binary && !f.Unpatched
		return shownFile{File: f}
	}
	if isSubmodule(p.Text) {
		f.Class, f.Language = Vendored, ""
	}
	if p.scanned != nil && p.scanned.text == p.Text { // nobody has changed it since
		h = p.scanned
		f.Hunks = slices.Clone(h.ranges)
	} else {
		h.scan(p.Text)
		f.Hunks = append([]Range(nil), boundRanges(h.ranges)...)
	}
	// The larger count stands: a clipped text shows fewer lines than changed, and a caller may not know the counts.
	f.Unreadable = !h.readable || strings.TrimSpace(p.Text[h.size:]) != "" || h.additions < f.Additions || h.deletions < f.Deletions
	f.Additions, f.Deletions = max(f.Additions, h.additions), max(f.Deletions, h.deletions)
	return shownFile{File: f, text: p.Text[:h.size]}
}

func bound(lines int) int { return min(max(lines, 0), maxCount) }

// runs reports whether the file is of a class that runs in production.
func (f File) runs() bool {
	return f.Class == Production || f.Class == Migration || f.Class == Infrastructure
}

func (t *Totals) add(f File) {
	t.Files++
	t.Additions += f.Additions
	t.Deletions += f.Deletions
}

func sumClasses(files []shownFile) []ClassTotals {
	totals := make([]ClassTotals, len(classes))
	for i, c := range classes {
		totals[i].Class = c.class
	}
	for i := range files {
		f := &files[i].File
		totals[slices.IndexFunc(totals, func(t ClassTotals) bool { return t.Class == f.Class })].add(*f)
	}
	return slices.DeleteFunc(totals, func(t ClassTotals) bool { return t.Files == 0 })
}
