package change

import (
	"math/bits"
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Measure measures the patches of a change to the default branch, in any order, see Base.Measure.
func Measure(patches []diff.Patch) Facts { return Base{}.Measure(patches) }

// Measure measures the patches of a change, in any order. It never fails: what cannot be parsed is counted. Together with diff.Parse it
// takes about twice the memory of a usual diff, and at most 100 bytes for each byte of any diff, plus a megabyte.
func (b Base) Measure(patches []diff.Patch) (facts Facts) {
	r := readers.Get().(*reader)
	defer r.release()
	r.shown = slices.Grow(r.shown[:0], len(patches))[:len(patches)]
	for i := range patches {
		r.shown[i].measure(&patches[i], r.paths.kindsOf(patches[i].Path), &r.scanner, &b)
	}
	files := r.rank()
	code, touches := r.measureCode(files)
	facts.Files, facts.Classes, facts.Claims = make([]File, 0, min(len(files), MaxFiles)), sumClasses(files), sumClaims(files)
	facts.Code, facts.Touches, facts.Guards, facts.Removals = code, touches, findGuards(files), findRemovals(files)
	source := r.source[:0]
	pathBytes := 0
	for _, f := range files {
		facts.Total.add(f)
		if f.runs && f.Additions+f.Deletions > 0 {
			source = append(source, f)
		}
		if f.Unreadable {
			facts.Unreadable++
		}
		if f.Unpatched {
			facts.Unpatched++
		}
		if size := len(f.Path) + len(f.PreviousPath); len(facts.Files) < MaxFiles && pathBytes+size <= MaxPathBytes {
			pathBytes += size
			facts.Files = append(facts.Files, f.File)
		} else {
			facts.Omitted.add(f)
		}
	}
	whole := spread(files)
	facts.Source = whole
	if r.source = source; len(source) < len(files) {
		facts.Source = spread(source)
	}
	facts.Directories, facts.Subsystems, facts.Entropy = whole.Directories, whole.Subsystems, whole.Entropy
	return facts
}

// Outline returns the file of a patch to the default branch without what is measured of its code. It leaves the scanner's memory to the next
// patch.
func Outline(p diff.Patch, s *diff.Scanner) File {
	var f shownFile
	f.measure(&p, kindsOfPath(p.Path), s, new(Base))
	s.Forget()
	return f.File
}

// shownFile is the facts of a file with the hunks that they are read from.
type shownFile struct {
	File
	class      int                // index of Class in filekind.Classes
	runs       bool               // in production, as its Class has it
	syntax     *syntax            // of the lines of a file that runs
	text       string             // the whole hunks of the patch
	lines      []diff.ChangedLine // of the text
	shown      []line             // all lines of the text, see allLines
	importance int                // see rank
	skips      bool               // an added line may be one that skipsVerification finds, set by measureCode
	evaluates  bool               // an added line may be one that evaluatesText finds
	lost       lostKinds          // see loses
	claimed    line               // where Claim is; without text if the path says it
	cells      string             // the language of a notebook's code
	guides     bool               // what is at the path, or was, see guides

	parsed       *workflow // see workflow
	workflowRead bool
	workflowSays numberSet // see says
}

func (f *shownFile) measure(p *diff.Patch, by pathKinds, s *diff.Scanner, b *Base) {
	class := by.class
	f.Path, f.PreviousPath, f.Status, f.Language = by.path, validPath(p.PreviousPath), p.Status, by.language
	f.guides = by.guides || p.PreviousPath != "" && guides(p.PreviousPath)
	f.Additions, f.Deletions = bound(p.Additions), bound(p.Deletions)
	if p.Text == "" {
		f.Unpatched = f.Additions+f.Deletions > 0
		f.Binary = class == filekind.Binary && !f.Unpatched
	} else {
		h := s.Hunks(p)
		// The larger count is right: a truncated text has fewer lines than changed, and the caller may not know the counts.
		f.Unreadable = !h.Whole(p)
		f.Additions, f.Deletions = max(f.Additions, h.Additions), max(f.Deletions, h.Deletions)
		f.text, f.lines = h.Text, h.Lines
		if len(h.Ranges) > 0 {
			f.Hunks = h.Ranges
		}
	}
	if diff.IsSubmodule(f.text) {
		class, f.Language = filekind.Vendored, ""
	} else {
		class, f.Claim, f.claimed = b.classOf(p, class, f.text)
	}
	f.Class, f.class, f.runs = class, classAt(class), class.Runs()
	if f.Language == notebook && f.text != "" {
		f.readNotebook()
	}
	if f.runs {
		f.syntax = f.syntaxOfName()
	}
}

// trimmed returns a changed line without its mark, trimmed.
func (f *shownFile) trimmed(l diff.ChangedLine) string {
	return trimIn(f.text, int(l.Start)+1, int(l.End))
}

// deleted reports whether the line is deleted.
func (f *shownFile) deleted(l diff.ChangedLine) bool { return f.text[l.Start] == '-' }

func bound(lines int) int { return min(max(lines, 0), diff.MaxCount) }

func (t *Totals) add(f *shownFile) {
	t.Files++
	t.Additions += f.Additions
	t.Deletions += f.Deletions
}

// sumClasses sums the files of each class that occurs, in the order of filekind.Classes.
func sumClasses(files []*shownFile) []ClassTotals {
	occurring := uint(0)
	for _, f := range files {
		occurring |= 1 << f.class
	}
	totals := make([]ClassTotals, bits.OnesCount(occurring))
	for _, f := range files {
		t := &totals[bits.OnesCount(occurring&(1<<f.class-1))]
		t.Class = f.Class
		t.add(f)
	}
	return totals
}
