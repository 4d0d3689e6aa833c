package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Code sums what the diff says of the lines of the files that run in production. A line of code is one that is neither blank nor a
// comment, and not an import or punctuation alone; it is moved when the same line, but for its indentation, is deleted elsewhere
// in the change. Calls, Conditions, Indentation and Longest are of the added lines of code that were not moved.
type Code struct {
	ReadAdditions int `json:"read_additions,omitempty"` // added lines of any kind that the diff shows
	ReadDeletions int `json:"read_deletions,omitempty"` // deleted ones
	Added         int `json:"added,omitempty"`          // lines of code, moved ones included
	Deleted       int `json:"deleted,omitempty"`        // lines of code, moved ones included
	Moved         int `json:"moved,omitempty"`          // lines of code that were added where others like them were deleted
	Comments      int `json:"comments,omitempty"`       // added lines that are comments by how they start
	NewWords      int `json:"new_words,omitempty"`      // names and keywords of the added lines, outside of strings, but those of the lines that they replace in place
	Calls         int `json:"calls,omitempty"`          // words that an opening parenthesis follows
	Conditions    int `json:"conditions,omitempty"`     // if, else if, unless, case, when, switch, match and select
	Indentation   int `json:"indentation,omitempty"`    // columns of indentation, a tab being four
	Longest       int `json:"longest,omitempty"`        // bytes of the longest line, without its indentation
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
	c.Indentation += other.Indentation
	c.Longest = max(c.Longest, other.Longest)
}

// reader reads the changed lines of files, in the order of their hunks.
type reader struct {
	deleted  bag // lines of code that the change deletes: what is added again is moved
	gone     bag // words of the deleted lines that the added ones being read replace, less those that came back
	touching touching
	cache    *wordCache
}

// measureCode reads the hunks shown of the files that run in production, and of all what they touch.
func measureCode(files []*shownFile) (Code, []Touch) {
	cache := wordCaches.Get().(*wordCache)
	defer wordCaches.Put(cache)
	r := reader{cache: cache}
	for _, f := range files {
		if f.runs() && f.Deletions > 0 {
			r.learn(f)
		}
	}
	var sum Code
	for _, f := range files {
		switch {
		case len(f.lines) == 0:
		case f.runs():
			r.read(f)
			sum.add(&f.Code)
		default:
			r.touching.readOther(f)
		}
	}
	return sum, r.touching.touches()
}

// learn reads the lines that a file's hunks delete.
func (r *reader) learn(f *shownFile) {
	for _, l := range f.lines {
		if !f.deleted(l) {
			continue
		}
		f.Code.ReadDeletions++
		if code := f.trimmed(l); isCode(code) {
			f.Code.Deleted++
			r.deleted.add(code)
			if marksAuthentication(code) {
				f.kinds |= authentication
			}
		}
	}
}

// read reads the lines that a file's hunks add, takes what is moved out of the deleted ones, and says what all touch.
func (r *reader) read(f *shownFile) {
	declares := declarations[f.Language]
	run := 0 // where the deleted lines begin that lines added next replace
	for i, l := range f.lines {
		parted := i == 0 || l.Start != f.lines[i-1].End+1
		if f.deleted(l) {
			if parted || !f.deleted(f.lines[i-1]) {
				run = i
			}
			if f.Class == filekind.Migration {
				r.touching.add(migrations, f.Path, l)
			} else if declares != nil && declares(f.trimmed(l)) {
				r.touching.add(publicInterface, f.Path, l)
			}
			continue
		}
		if parted || f.deleted(f.lines[i-1]) {
			r.gone.empty()
			if !parted {
				r.forget(f, f.lines[run:i])
			}
		}
		r.readAdded(f, l, declares)
	}
	r.gone.empty()
}

func (r *reader) readAdded(f *shownFile, l diff.ChangedLine, declares func(string) bool) {
	c := &f.Code
	c.ReadAdditions++
	if f.Class == filekind.Migration {
		r.touching.add(migrations, f.Path, l)
	}
	code := f.trimmed(l)
	if !isCode(code) {
		if isComment(code) {
			c.Comments++
			if disabling.begins(comment(code)) {
				r.touching.add(disabledChecks, f.Path, l)
			}
		}
		return
	}
	c.Added++
	line := r.readWords(code)
	c.NewWords += line.newWords
	f.kinds |= line.kinds
	if r.deleted.take(code) {
		c.Moved++
		return
	}
	c.Calls += line.calls
	c.Conditions += line.conditions
	c.Indentation += columns(f.text[l.Start+1 : l.End])
	c.Longest = max(c.Longest, len(code))
	r.touching.words(line.kinds, f.Path, l)
	if declares != nil && declares(code) {
		r.touching.add(publicInterface, f.Path, l)
	}
	if f.Class == filekind.Infrastructure && grantsRole(code) {
		r.touching.add(permissions, f.Path, l)
	}
	rest := code[line.end:]
	if line.kinds&suppression != 0 && rest == "" {
		rest = code[max(strings.LastIndexByte(code, '#'), 0):]
	}
	if rest != "" && disabling.begins(comment(rest)) {
		r.touching.add(disabledChecks, f.Path, l)
	}
}

// forget takes in the words of deleted lines.
func (r *reader) forget(f *shownFile, lines []diff.ChangedLine) {
	for _, l := range lines {
		code := f.trimmed(l)
		if !isCode(code) {
			continue
		}
		for start, end := nextWord(code, 0); start < end; start, end = nextWord(code, end) {
			r.gone.add(code[start:end])
		}
	}
}

// wordCounts is what the words of a line of code are.
type wordCounts struct {
	newWords, calls, conditions int
	kinds                       wordKind
	end                         int // where the words end: before a // comment
}

// readWords counts the words of a line of code. Words that are gone are not new: they come back.
func (r *reader) readWords(code string) (c wordCounts) {
	start, end := nextWord(code, 0)
	for start < end {
		word := code[start:end]
		if !r.gone.take(word) {
			c.newWords++
		}
		kinds := r.cache.kindsOf(word)
		if kinds&condition != 0 {
			c.conditions++
		} else if kinds&keyword == 0 && end < len(code) && code[end] == '(' {
			c.calls++
		}
		c.kinds |= kinds
		start, end = nextWord(code, end)
	}
	c.end = end
	return c
}

// columns is the width of the indentation.
func columns(line string) int {
	width := 0
	for i := range len(line) {
		switch line[i] {
		case ' ':
			width++
		case '\t':
			width += 4
		default:
			return width
		}
	}
	return width
}
