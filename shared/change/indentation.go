package change

// level returns the level of a line's indentation, and its columns; a tab has four.
func (s *syntax) level(line string) (level, columns int) {
	tabs, blanks := 0, 0
	for i := range len(line) {
		switch line[i] {
		case ' ':
			blanks++
			continue
		case '\t':
			tabs++
			continue
		}
		break
	}
	return tabs + blanks/s.unit, 4*tabs + blanks
}

// indent follows the indentation of a line where it is what nests the code.
func (x *lexer) indent(line string) {
	if x.blocks != layout || x.brackets > 0 {
		return
	}
	_, columns := x.level(line)
	if x.last == '\\' && columns <= x.indents[len(x.indents)-1].columns { // the line goes on
		return
	}
	for len(x.indents) > 1 && columns < x.indents[len(x.indents)-1].columns {
		x.indents = x.indents[:len(x.indents)-1]
	}
	top := &x.indents[len(x.indents)-1]
	switch {
	case columns > top.columns:
		x.indents = append(x.indents, indent{columns, top.depth + 1})
	case columns < top.columns: // less than where the run began
		top.depth = max(top.depth-(top.columns-columns+x.unit-1)/x.unit, 0)
		top.columns = columns
	}
	x.depth = x.indents[len(x.indents)-1].depth
}
