package change

// Code sums what the diff says of the lines of the files that run in production. A line of code is one that is neither blank nor a
// comment, and not an import or punctuation alone; it is moved when the same line, but for its indentation, is deleted elsewhere
// in the change. Words, Calls, Conditions and Deep are of the added lines of code that were not moved.
type Code struct {
	ReadAdditions int `json:"read_additions,omitempty"` // added lines of any kind that the diff shows
	ReadDeletions int `json:"read_deletions,omitempty"` // deleted ones
	Added         int `json:"added,omitempty"`          // lines of code, moved ones included
	Deleted       int `json:"deleted,omitempty"`        // lines of code, moved ones included
	Moved         int `json:"moved,omitempty"`          // lines of code that were added where others like them were deleted
	Words         int `json:"words,omitempty"`          // names and keywords outside of strings
	Calls         int `json:"calls,omitempty"`          // words that an opening parenthesis follows
	Conditions    int `json:"conditions,omitempty"`     // if, else if, unless, case, when, switch, match and select
	Deep          int `json:"deep,omitempty"`           // lines indented by twelve columns or more, a tab being four
}

func (c *Code) add(other Code) {
	c.ReadAdditions += other.ReadAdditions
	c.ReadDeletions += other.ReadDeletions
	c.Added += other.Added
	c.Deleted += other.Deleted
	c.Moved += other.Moved
	c.Words += other.Words
	c.Calls += other.Calls
	c.Conditions += other.Conditions
	c.Deep += other.Deep
}

// deepColumns is where Deep begins: the third level of most styles.
const deepColumns = 12

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
	var sum Code
	for i := range files {
		if f := &files[i]; f.runs() {
			if f.Additions > 0 {
				deleted.readAdded(f)
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

// readAdded reads the lines that a file's hunks add, and takes what is moved out of the deleted ones.
func (d deletedLines) readAdded(f *shownFile) {
	c := &f.Code
	for line := range marked(f.text, '+') {
		c.ReadAdditions++
		code := trim(line)
		if !isCode(code) {
			continue
		}
		c.Added++
		if len(d) > 0 {
			if n := d[code]; n > 0 {
				d[code] = n - 1
				c.Moved++
				f.kinds |= new(Code).readWords(code)
				continue
			}
		}
		if columns(line) >= deepColumns {
			c.Deep++
		}
		f.kinds |= c.readWords(code)
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
