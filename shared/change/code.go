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

// deletedLines counts the lines of code that a change deletes, by hash: what is added again is moved.
type deletedLines map[uint64]int32

// measureCode reads the hunks shown of the files that run in production.
func measureCode(files []shownFile) Code {
	deleted := deletedLines{}
	for _, f := range files {
		if f.runs() && f.Deletions > 0 && f.text != "" {
			forLines(f.text, func(kind byte, line string) {
				if code := trim(line); kind == '-' && isCode(code) {
					deleted[hash(code)]++
				}
			})
		}
	}
	var sum Code
	for i, f := range files {
		if f.runs() {
			files[i].Code = deleted.readCode(f.text)
			sum.add(files[i].Code)
		}
	}
	return sum
}

// readCode reads one file's hunks and takes what is moved out of the deleted lines.
func (d deletedLines) readCode(text string) Code {
	var c Code
	forLines(text, func(kind byte, line string) {
		code := trim(line)
		if kind == '-' {
			c.ReadDeletions++
			if isCode(code) {
				c.Deleted++
			}
			return
		}
		c.ReadAdditions++
		if !isCode(code) {
			return
		}
		c.Added++
		if len(d) > 0 {
			if h := hash(code); d[h] > 0 {
				d[h]--
				c.Moved++
				return
			}
		}
		if columns(line) >= deepColumns {
			c.Deep++
		}
		c.readWords(code)
	})
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
