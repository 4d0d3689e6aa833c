package change

import (
	"strings"
	"sync"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Code sums the changed lines that the diff shows of production files. A line of code is not blank, a comment, an import or only
// punctuation, as its language writes them. It is moved if the change deletes the same line elsewhere, with any indentation. Calls,
// Conditions, Nesting and Longest are of the added lines of code that are not moved. They are counted by tokens, so that the form of the
// code says little: lines joined, wrapped or not indented.
type Code struct {
	ReadAdditions  int `json:"read_additions,omitempty"`  // shown added lines of any kind
	ReadDeletions  int `json:"read_deletions,omitempty"`  // shown deleted lines of any kind
	Added          int `json:"added,omitempty"`           // lines of code, moved ones included
	Deleted        int `json:"deleted,omitempty"`         // lines of code, moved ones included
	Moved          int `json:"moved,omitempty"`           // added lines of code that the change deletes elsewhere
	Comments       int `json:"comments,omitempty"`        // added comments, each line of one, and as many on a long line as its words would fill
	NewWords       int `json:"new_words,omitempty"`       // names and keywords of added lines, outside of strings, without those of the lines that they replace in their order
	Calls          int `json:"calls,omitempty"`           // names before an opening parenthesis
	Conditions     int `json:"conditions,omitempty"`      // if, else if, unless, case, when, switch, match and select
	Nesting        int `json:"nesting,omitempty"`         // levels of blocks and brackets, summed over lines, or over statements if that is more
	Longest        int `json:"longest,omitempty"`         // bytes of the longest statement up to maxStatement, or of the longest line up to maxLine if that is more
	DeletedNesting int `json:"deleted_nesting,omitempty"` // levels of the deleted lines of code by their indentation, from 1
}

func (c *Code) add(other *Code) {
	c.ReadAdditions += other.ReadAdditions
	c.ReadDeletions += other.ReadDeletions
	c.Added += other.Added
	c.Deleted += other.Deleted
	c.Moved += other.Moved
	c.Comments += other.Comments
	c.NewWords += other.NewWords
	c.Calls += other.Calls
	c.Conditions += other.Conditions
	c.Nesting += other.Nesting
	c.DeletedNesting += other.DeletedNesting
	c.Longest = max(c.Longest, other.Longest)
}

// reader reads the changed lines of files.
type reader struct {
	shown      []shownFile
	ranked     []*shownFile // of shown, see rank
	source     []*shownFile // of ranked, those with changed lines that run
	deleted    multiset     // lines of code that the change deletes and does not add again
	replaced   replaced     // by the current added lines
	touches    touchCollector
	paths      pathCache
	scanner    diff.Scanner // of patches that diff.Parse has not read
	lexer      lexer
	inner      [maxWithin]lexer // of strings that are run as code
	assigned   []assignedText   // of the current file
	run        map[string]bool  // variables of it that are run as code
	appended   string           // the one whose strings inner read last
	statements int              // levels of the statements of the current file, see Code.Nesting
	cache      wordCache        // last, because the garbage collector has nothing to look for in it
}

// readers are each used by one change at a time. What they keep of it does not change the results of the next.
var readers = sync.Pool{New: func() any { return new(reader) }}

// maxKept bounds the slots of a multiset that a reader keeps for the next change.
const maxKept = 4096

func (r *reader) release() {
	if len(r.deleted.slots) > maxKept || len(r.replaced.left.slots) > maxKept || cap(r.replaced.order) > maxKept {
		r.deleted, r.replaced = multiset{}, replaced{}
	}
	if cap(r.shown) > maxKept/16 {
		r.shown, r.ranked, r.source = nil, nil, nil
	}
	if cap(r.touches.before)+cap(r.touches.after) > maxKept {
		r.touches = touchCollector{}
	}
	r.deleted.reset()
	r.replaced.end()
	r.touches.reset()
	r.forgetAssigned()
	clear(r.shown)
	r.scanner.Forget()
	readers.Put(r)
}

// measureCode sums the lines of production files, and finds what all files touch.
func (r *reader) measureCode(files []*shownFile) (Code, []Touch) {
	for _, f := range files {
		if f.runs && f.Deletions > 0 {
			r.readDeleted(f)
		}
	}
	r.deleted.seal()
	var sum Code
	for _, f := range files {
		switch {
		case len(f.lines) == 0:
		case f.runs:
			r.read(f)
			sum.add(&f.Code)
		default:
			r.touches.readOther(f)
		}
	}
	return sum, r.touches.touches()
}

// syntaxOfName is the syntax of the file's name, or of the name that it had: a new name does not change how its lines read.
func (f *shownFile) syntaxOfName() *syntax {
	language := f.Language
	if language == notebook {
		language = f.cells
	}
	if f.Status == diff.Renamed {
		if had, _ := filekind.LanguageOf(f.PreviousPath); had != "" && had != notebook {
			language = had
		}
	}
	s := syntaxOf(language)
	if s.guessed && endsStatements(f.text) {
		return unknownEnding
	}
	return s
}

// readDeleted reads the deleted lines of a file.
func (r *reader) readDeleted(f *shownFile) {
	for _, l := range f.lines {
		if !f.deleted(l) {
			continue
		}
		f.Code.ReadDeletions++
		for raw := range f.codeOf(l) {
			if code := trim(raw); isCode(code) {
				f.Code.Deleted++
				level, _ := f.syntax.level(raw)
				f.Code.DeletedNesting += 1 + level
				r.deleted.add(code)
			}
		}
	}
}

// read reads the added lines of a file, finds which are moved, and what all changed lines touch.
func (r *reader) read(f *shownFile) {
	declares := declarations[f.Language]
	r.lexer.syntax, r.lexer.separated, r.statements = f.syntax, hasSeparators(f.text), 0
	r.forgetAssigned()
	run := 0 // start of the deleted lines that the next added lines replace
	for i, l := range f.lines {
		apart := i == 0 || l.Start != f.lines[i-1].End+1
		if f.deleted(l) {
			if apart || !f.deleted(f.lines[i-1]) {
				run = i
			}
			if f.Class == filekind.Migration {
				r.touches.add(migrations, f.Path, l)
			} else if declares != nil && declares(f.trimmed(l)) {
				r.touches.add(publicInterface, f.Path, l)
			}
			continue
		}
		if apart || f.deleted(f.lines[i-1]) {
			f.Code.NewWords += r.replaced.end()
			if apart {
				r.lexer.enter(f.above(l), false)
			} else {
				r.replaced.add(f, f.lines[run:i])
				r.lexer.enter(f.text[f.lines[run].Start+1:f.lines[run].End], true)
			}
		}
		f.Code.ReadAdditions++
		for code := range f.codeOf(l) {
			r.readAdded(f, l, code, declares)
		}
	}
	f.Code.NewWords += r.replaced.end()
	f.Code.Nesting = max(f.Code.Nesting, r.statements)
}

// above returns the last line that is not blank before the first line of a run, in its hunk.
func (f *shownFile) above(l diff.ChangedLine) string {
	for end := int(l.Start) - 1; end > 0; {
		start := strings.LastIndexByte(f.text[:end], '\n') + 1
		if f.text[start] != ' ' {
			break
		}
		if line := f.text[start+1 : end]; trim(line) != "" {
			return line
		}
		end = start - 1
	}
	return ""
}

// maxLine and maxStatement are up to where the lengths of a line and of a statement count: beyond them, it is several, or data.
const (
	maxLine      = 160
	maxStatement = 4 * maxLine
)

func (r *reader) readAdded(f *shownFile, l diff.ChangedLine, raw string, declares func(string) bool) {
	c := &f.Code
	if f.Class == filekind.Migration {
		r.touches.add(migrations, f.Path, l)
	}
	code := trim(raw)
	r.lexer.indent(raw)
	next, swapped := r.replaced.next, r.replaced.swapped
	line := r.readLine(&r.lexer, code)
	c.Comments += line.comments
	c.NewWords += line.newWords
	if !f.skips && ((line.kinds&verification != 0 || line.comments > 0 && settles(f)) && maySkip(code) || f.maySet(l, code)) { // a script within may have no such comments
		f.skips = true
	}
	if line.kinds&evaluation != 0 && !f.evaluates && runsCode(f.Language, code) {
		f.evaluates = true
	}
	if line.tokens == 0 {
		if isComment(code) && disabling.begins(commentText(code)) {
			r.touches.add(disabledChecks, f.Path, l)
		}
		return
	}
	c.Added++
	if r.deleted.take(code) {
		c.Moved++
		r.replaced.next, r.replaced.swapped = next, swapped
		return
	}
	c.Calls += line.calls
	c.Conditions += line.conditions
	c.Nesting += line.levels
	r.statements += line.statements
	c.Longest = max(c.Longest, min(line.longest, maxStatement), min(len(code), maxLine))
	r.touches.words(line.kinds, f.Path, l)
	if declares != nil && declares(code) {
		r.touches.add(publicInterface, f.Path, l)
	}
	if f.Class == filekind.Infrastructure && grantsRole(code) {
		r.touches.add(permissions, f.Path, l)
	}
	rest := code[line.rest:]
	if line.kinds&suppression != 0 && rest == "" {
		rest = code[max(strings.LastIndexByte(code, '#'), 0):]
	}
	if rest != "" && disabling.begins(commentText(rest)) {
		r.touches.add(disabledChecks, f.Path, l)
	}
}
