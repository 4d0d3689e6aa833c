package change

import "strings"

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

func (c *Code) add(other Code) {
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

// deletedLines counts the lines of code that a change deletes: what is added again is moved.
type deletedLines map[string]int32

// measureCode reads the hunks shown of the files that run in production, and of all what they touch.
func measureCode(files []shownFile) (Code, []Touch) {
	deleted := deletedLines{}
	for i := range files {
		if f := &files[i]; f.runs() && f.Deletions > 0 {
			deleted.learn(f)
		}
	}
	r := reader{deleted: deleted, gone: map[string]int32{}}
	var sum Code
	for i := range files {
		f := &files[i]
		switch {
		case f.text == "":
		case f.runs():
			r.read(f)
			sum.add(f.Code)
		default:
			r.touching.readOther(f)
		}
	}
	return sum, r.touching.touches()
}

// learn reads the lines that a file's hunks delete.
func (d deletedLines) learn(f *shownFile) {
	for line := range marked(f.text, '-') {
		f.Code.ReadDeletions++
		if code := trim(line); isCode(code) {
			f.Code.Deleted++
			d[code]++
			if marksAuthentication(code) {
				f.kinds |= authentication
			}
		}
	}
}

// reader reads the changed lines of files, in the order of their hunks.
type reader struct {
	deleted  deletedLines
	gone     map[string]int32 // words of the deleted lines before, of the same run of changed lines, that no added line has yet
	touching touching
	cache    wordCache
}

// read reads the lines that a file's hunks add, takes what is moved out of the deleted ones, and says what all touch.
func (r *reader) read(f *shownFile) {
	var run string // the deleted lines whose words are not gone yet
	number := 1
	for rest := f.text; rest != ""; {
		line := rest
		rest = afterLine(rest)
		if line[0] == '+' {
			if run != "" {
				r.forget(run[:len(run)-len(line)])
				run = ""
			}
			r.readAdded(f, line[1:len(line)-len(rest)], number)
			number++
			continue
		}
		if len(r.gone) > 0 {
			clear(r.gone)
		}
		switch line[0] {
		case '-':
			if run == "" {
				run = line
			}
			if code := trim(line[1 : len(line)-len(rest)]); f.Class == Migration {
				r.touching.add(migrations, f.Path, number)
			} else if publicly(f.Language, code) {
				r.touching.add(publicInterface, f.Path, number)
			}
			continue
		case '@':
			if h, ok := parseHunkHeader(line); ok {
				number = h.newStart
			}
		case '\\':
		default:
			number++
		}
		run = ""
	}
}

func (r *reader) readAdded(f *shownFile, line string, number int) {
	c := &f.Code
	c.ReadAdditions++
	code := trim(line)
	if f.Class == Migration {
		r.touching.add(migrations, f.Path, number)
	}
	if !isCode(code) {
		if isComment(code) {
			c.Comments++
			if disables(code) {
				r.touching.add(disabledChecks, f.Path, number)
			}
		}
		return
	}
	c.Added++
	calls, conditions := c.Calls, c.Conditions
	kinds, comment := r.readWords(c, code)
	f.kinds |= kinds
	if len(r.deleted) > 0 {
		if n := r.deleted[code]; n > 0 {
			r.deleted[code] = n - 1
			c.Moved++
			c.Calls, c.Conditions = calls, conditions
			return
		}
	}
	c.Indentation += columns(line)
	c.Longest = max(c.Longest, len(code))
	r.touching.words(kinds, f.Path, number)
	if publicly(f.Language, code) {
		r.touching.add(publicInterface, f.Path, number)
	}
	if f.Class == Infrastructure {
		r.touching.readRoles(f.Path, code, number)
	}
	if kinds&suppression != 0 && comment == "" {
		comment = code[max(strings.LastIndexByte(code, '#'), 0):]
	}
	if comment != "" && disables(comment) {
		r.touching.add(disabledChecks, f.Path, number)
	}
}

// forget takes in the words of deleted lines.
func (r *reader) forget(run string) {
	for line := range marked(run, '-') {
		if code := trim(line); isCode(code) {
			for words := (wordReader{line: code}); words.next(); {
				r.gone[words.word]++
			}
		}
	}
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
