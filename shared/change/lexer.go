package change

import "strings"

// lexer reads the added lines of a run, one after the other. Its state is what the lines before leave open: a comment, blocks, a statement.
type lexer struct {
	*syntax
	separated bool   // the file may have line ends that are separators
	comment   int    // depth of open block comments
	ticked    bool   // in a string between backticks that goes over lines: these count as code
	next      int    // from where on a piece of the line may end
	literal   int    // where a string ends on the line that counts as code, because it may have some in it
	depth     int    // of blocks and brackets
	brackets  int    // of these, those that the run opened
	open      uint64 // what they are, the innermost in the lowest bit: 1 is {, 0 is ( or [
	indents   []indent

	statement
	outer     statement // the one around a directive of C, which ends with its line
	directive bool      // such a directive is read
	within    int       // strings that are run around the line
}

// indent is a level of a language whose blocks are indented.
type indent struct{ columns, depth int }

// lexed counts the elements of a line, which may be several lines to its language.
type lexed struct {
	tokens     int // words, numbers and strings
	newWords   int
	calls      int // words before a parenthesis
	conditions int
	comments   int // each line of one
	deepest    int // the depth of its deepest token
	levels     int // the depths of the deepest tokens of its pieces: lines to its language, or statements where many are joined
	most       int // the greatest of them so far
	statements int // the depths of the tokens that begin its statements
	longest    int // bytes of its longest statement, with its earlier lines, without blanks
	kinds      wordKind
	rest       int // where its comment starts, or its end
}

// enter starts a run of added lines. above is the last line before it in its hunk that is not blank; replaced says that the change deletes
// it.
func (x *lexer) enter(above string, replaced bool) {
	*x = lexer{syntax: x.syntax, separated: x.separated, indents: x.indents[:0]}
	columns := 0
	x.depth, columns = x.level(above)
	x.indents = append(x.indents, indent{columns, x.depth})
	code := trim(above)
	switch {
	case code == "":
	case x.block && code[0] == '*', x.block && !replaced && strings.Contains(code, "/*"):
		if strings.LastIndex(code, "*/") < strings.LastIndex(code, "/*")+1 {
			x.comment = 1
		}
	case !replaced && x.blocks != layout && x.opens(code):
		x.depth++
	}
}

// opens reports whether a line leaves a block open.
func (s *syntax) opens(code string) bool {
	if strings.IndexByte("{([:", code[len(code)-1]) >= 0 {
		return true
	}
	return s.blocks == keywords && (code[len(code)-1] == '|' || code == "do" || strings.HasSuffix(code, " do") || strings.HasSuffix(code, " then"))
}

// readLine reads a line without the blanks at its ends. A word of the replaced lines is not new.
func (r *reader) readLine(x *lexer, line string) (c lexed) {
	if x.separated && hasSeparators(line) {
		line = separators.Replace(line)
	}
	c.rest = len(line)
	x.literal = 0
	x.endLine()
	i, starts, name := 0, x.syntax.roles, ""
	if x.next = len(line); x.next > maxLine && strings.Count(line, ";") > 2 {
		x.next = pieceBytes
	}
	if x.comment > 0 {
		i = x.closeComment(line, 0)
		c.comments += commentLines(line[:i])
	}
	for i < len(line) {
		b := line[i]
		switch starts[b] {
		case blank:
			i++
			continue
		case letter:
			end := wordEnd(line, i)
			x.goesOn(b)
			if x.tokens == 0 && !x.ticked {
				if past := x.importEnd(line, i, end); past > 0 {
					i = past
					continue
				}
			}
			name = line[i:end]
			r.word(x, &c, name, i == 0)
			i = end
			continue
		case digit:
			end := wordEnd(line, i)
			x.token(&c, b, end-i)
			i = end
			continue
		case other:
			x.goesOn(b)
			x.bytes++
			switch {
			case b == '#' && x.ends:
				x.startDirective(line, i)
			case x.last == ';' && x.resumes(line, i):
				x.bytes += x.parted
			case b == ':' && x.declares && x.target == "": // a type follows
				x.target = name
			case b == '=' && assigns(x.last, line[i+1:]) && (!x.declares || x.target == ""):
				x.target, x.appends = name, x.last == '+'
			}
			if b == ',' {
				if x.brackets > 0 && x.open&1 == 1 { // an element of an object
					x.endStatement()
				}
				if i >= x.next {
					c.endPiece()
					x.next = i + pieceBytes
				}
			}
		case quote, backtick:
			within := x.literal
			if end := x.skip(&c, line, i); end > 0 {
				if end > i+1 && line[end-1] == b {
					r.readString(x, &c, line[i+1:end-1])
				}
				i = end
				continue
			}
			if x.literal > within && x.target != "" {
				r.readString(x, &c, line[i+1:x.literal-1])
			}
			if b == '`' {
				x.ticked = !x.ticked
			}
		case slash, mark:
			if end := x.skip(&c, line, i); end > 0 {
				i = end
				continue
			}
			x.goesOn(b)
			x.bytes++
			if b == '#' && x.ends {
				x.startDirective(line, i)
			}
		case carriage:
			x.endLine()
			c.endPiece()
			i++
			x.indent(line[i:])
			continue
		default:
			x.punctuation(&c, b)
			if i >= x.next && (b == ';' || b == '{' || b == '}') {
				c.endPiece()
				x.next = i + pieceBytes
			}
		}
		x.last, x.callable = b, false
		i++
	}
	c.endPiece()
	c.deepest = c.most
	return c
}

// pieceBytes is how long a piece of a line is at least, of many that are joined: most lines of code are about that long.
const pieceBytes = 24

// endPiece ends a piece of a line.
func (c *lexed) endPiece() {
	c.levels += c.deepest
	c.most, c.deepest = max(c.most, c.deepest), 0
}

// punctuation reads a bracket or a semicolon.
func (x *lexer) punctuation(c *lexed, b byte) {
	switch x.roles[b] {
	case opening:
		x.goesOn(b)
		if b == '(' && x.callable {
			c.calls++
		}
		x.depth, x.brackets, x.open = x.depth+1, x.brackets+1, x.open<<1
		if b == '{' {
			x.open |= 1
			x.endStatement()
		}
	case closing:
		x.goesOn(b)
		x.depth, x.brackets, x.open = max(x.depth-1, 0), max(x.brackets-1, 0), x.open>>1
		if b == '}' {
			x.endStatement()
		}
	case semicolon:
		switch {
		case !x.inBlock():
		case strings.IndexByte(",&|(=.<", x.last) >= 0: // it ends nothing in any program
			x.ended = false
		default:
			loop, bytes := x.loop, x.bytes
			x.endStatement()
			x.loop, x.parted = loop, bytes // the shell's do follows a semicolon
		}
	}
}

// token reads a word, a number or a string of n bytes.
func (x *lexer) token(c *lexed, last byte, n int) {
	x.goesOn(last)
	if x.tokens == 0 {
		c.statements += x.depth
	}
	x.tokens++
	x.bytes += n
	x.last, x.callable = last, false
	c.tokens++
	c.longest = max(c.longest, x.bytes)
	c.deepest = max(c.deepest, x.depth)
}

// word reads a word of code.
func (r *reader) word(x *lexer, c *lexed, word string, first bool) {
	kinds, hash := r.cache.kindsOf(word)
	if kinds&blocking != 0 && x.blocks == keywords && x.last != '.' && x.blockWord(word, first) { // as a brace
		x.endStatement()
		x.last = '}'
		return
	}
	before := x.last
	x.token(c, word[len(word)-1], len(word))
	switch {
	case kinds&evaluation != 0, before == '-' && x.runner && isRunOption(word):
		x.evaluates = true
		c.kinds |= evaluation
	case kinds&running != 0:
		x.runner = true
	case kinds&declaring != 0:
		x.declares = true
	case x.evaluates || x.within > 0:
		r.runName(x, c, word)
	case x.target != "" && (before == '=' || before == '$'):
		r.assignName(x, c, word)
	}
	if r.replaced.left.used == 0 || !r.replaced.takes(word, hash) {
		c.newWords++
	}
	if kinds&condition != 0 {
		c.conditions++
	}
	x.callable = kinds&(condition|keyword) == 0
	c.kinds |= kinds
}
