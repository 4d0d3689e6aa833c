package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Code sums the changed lines that the diff shows of production files. A line of code is not blank, a comment, an import or only punctuation. It is
// moved if the change deletes the same line elsewhere, with any indentation. Calls, Conditions, Indentation and Longest are of the added
// lines of code that are not moved.
type Code struct {
	ReadAdditions int `json:"read_additions,omitempty"` // shown added lines of any kind
	ReadDeletions int `json:"read_deletions,omitempty"` // shown deleted lines of any kind
	Added         int `json:"added,omitempty"`          // lines of code, moved ones included
	Deleted       int `json:"deleted,omitempty"`        // lines of code, moved ones included
	Moved         int `json:"moved,omitempty"`          // added lines of code that the change deletes elsewhere
	Comments      int `json:"comments,omitempty"`       // added lines that start as comments do
	NewWords      int `json:"new_words,omitempty"`      // names and keywords of added lines, outside of strings, without those of the lines that they replace
	Calls         int `json:"calls,omitempty"`          // words before an opening parenthesis
	Conditions    int `json:"conditions,omitempty"`     // if, else if, unless, case, when, switch, match and select
	Indentation   int `json:"indentation,omitempty"`    // columns; a tab has four
	Longest       int `json:"longest,omitempty"`        // bytes of the longest line without indentation
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

// reader reads the changed lines of files.
type reader struct {
	deleted  multiset // lines of code that the change deletes and does not add again
	replaced multiset // words of the deleted lines that the current added lines replace, without those that are used again
	touches  touchCollector
	cache    *wordCache
}

// measureCode sums the lines of production files, and finds what all files touch.
func measureCode(files []*shownFile) (Code, []Touch) {
	cache := wordCaches.Get().(*wordCache)
	defer wordCaches.Put(cache)
	r := reader{cache: cache}
	for _, f := range files {
		if f.runs() && f.Deletions > 0 {
			r.readDeleted(f)
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
			r.touches.readOther(f)
		}
	}
	return sum, r.touches.touches()
}

// readDeleted reads the deleted lines of a file.
func (r *reader) readDeleted(f *shownFile) {
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

// read reads the added lines of a file, finds which are moved, and what all changed lines touch.
func (r *reader) read(f *shownFile) {
	declares := declarations[f.Language]
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
			r.replaced.reset()
			if !apart {
				r.replace(f, f.lines[run:i])
			}
		}
		r.readAdded(f, l, declares)
	}
	r.replaced.reset()
}

func (r *reader) readAdded(f *shownFile, l diff.ChangedLine, declares func(string) bool) {
	c := &f.Code
	c.ReadAdditions++
	if f.Class == filekind.Migration {
		r.touches.add(migrations, f.Path, l)
	}
	code := f.trimmed(l)
	if !isCode(code) {
		if isComment(code) {
			c.Comments++
			if disabling.begins(commentText(code)) {
				r.touches.add(disabledChecks, f.Path, l)
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
	r.touches.words(line.kinds, f.Path, l)
	if declares != nil && declares(code) {
		r.touches.add(publicInterface, f.Path, l)
	}
	if f.Class == filekind.Infrastructure && grantsRole(code) {
		r.touches.add(permissions, f.Path, l)
	}
	rest := code[line.end:]
	if line.kinds&suppression != 0 && rest == "" {
		rest = code[max(strings.LastIndexByte(code, '#'), 0):]
	}
	if rest != "" && disabling.begins(commentText(rest)) {
		r.touches.add(disabledChecks, f.Path, l)
	}
}

// replace adds the words of deleted lines to those that are replaced.
func (r *reader) replace(f *shownFile, lines []diff.ChangedLine) {
	for _, l := range lines {
		code := f.trimmed(l)
		if !isCode(code) {
			continue
		}
		for start, end := nextWord(code, 0); start < end; start, end = nextWord(code, end) {
			r.replaced.add(code[start:end])
		}
	}
}

// wordCounts counts the words of a line of code.
type wordCounts struct {
	newWords, calls, conditions int
	kinds                       wordKind
	end                         int // the end of the words: a // comment or the end of the line
}

// readWords counts the words of a line of code. A word of the replaced lines is not new.
func (r *reader) readWords(code string) (c wordCounts) {
	start, end := nextWord(code, 0)
	for start < end {
		word := code[start:end]
		if !r.replaced.take(word) {
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

// columns returns the width of the indentation.
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
