package change

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

// measureCode reads the hunks shown of the files that run in production.
func measureCode(files []shownFile) Code {
	deleted := deletedLines{}
	for i := range files {
		if f := &files[i]; f.runs() && f.Deletions > 0 {
			deleted.learn(f)
		}
	}
	r := reader{deleted, map[string]int32{}}
	var sum Code
	for i := range files {
		if f := &files[i]; f.runs() {
			if f.Additions > 0 {
				r.readAdded(f)
			}
			sum.add(f.Code)
		}
	}
	return sum
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

// reader reads the added lines of files, in the order of their hunks.
type reader struct {
	deleted deletedLines
	gone    map[string]int32 // words of the deleted lines before, of the same run of changed lines, that no added line has yet
}

// readAdded reads the lines that a file's hunks add, and takes what is moved out of the deleted ones.
func (r *reader) readAdded(f *shownFile) {
	c := &f.Code
	var run string // the deleted lines whose words are not gone yet
	for rest := f.text; rest != ""; {
		line := rest
		rest = afterLine(rest)
		if line[0] != '+' {
			if len(r.gone) > 0 {
				clear(r.gone)
			}
			if line[0] != '-' {
				run = ""
			} else if run == "" {
				run = line
			}
			continue
		}
		if run != "" {
			r.forget(run[:len(run)-len(line)])
			run = ""
		}
		line = line[1 : len(line)-len(rest)]
		c.ReadAdditions++
		code := trim(line)
		if !isCode(code) {
			if isComment(code) {
				c.Comments++
			}
			continue
		}
		c.Added++
		if len(r.deleted) > 0 {
			if n := r.deleted[code]; n > 0 {
				r.deleted[code] = n - 1
				c.Moved++
				var moved Code
				f.kinds |= moved.readWords(code, r.gone)
				c.NewWords += moved.NewWords
				continue
			}
		}
		c.Indentation += columns(line)
		c.Longest = max(c.Longest, len(code))
		f.kinds |= c.readWords(code, r.gone)
	}
}

// forget takes in the words of deleted lines.
func (r *reader) forget(run string) {
	for line := range marked(run, '-') {
		if code := trim(line); isCode(code) {
			eachWord(code, func(word string, _ bool) { r.gone[word]++ })
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
