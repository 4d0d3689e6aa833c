package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// Complexity measures how much there is to understand in a file, independent of its line breaks.
type Complexity struct {
	Tokens int // words, numbers and strings of code
	Nested int // of each of them, the blocks and brackets around the deepest one of its line
}

// Sum is one number for both: a token counts once, and once more for each level around it.
func (c Complexity) Sum() int { return c.Tokens + c.Nested }

// ComplexityOf reads a whole file. It counts no tests in a file of Rust, which follow the code in a module of their own.
func ComplexityOf(path, text string) (c Complexity) {
	language, _ := filekind.LanguageOf(path)
	if language == notebook {
		language, text = "Python", codeOfNotebook(text)
	}
	r := readers.Get().(*reader)
	defer r.release()
	r.lexer.syntax, r.lexer.separated = syntaxOf(language), hasSeparators(text)
	r.lexer.enter("", false)
	if language == "Rust" {
		text, _, _ = strings.Cut(text, "\n#[cfg(test)]\nmod ")
	}
	for line := range strings.Lines(text) {
		r.lexer.settle(line)
		r.lexer.indent(line)
		read := r.readLine(&r.lexer, trim(line))
		c.Tokens += read.tokens
		c.Nested += read.tokens * read.deepest
	}
	return c
}

// settled is the number of levels by which a line can be deeper than its indentation: brackets that open together are indented once.
const settled = 3

// settle takes the depth back to what a line's indentation shows: in a whole file, what was misread would count to its end.
func (x *lexer) settle(line string) {
	if level, _ := x.level(line); x.comment == 0 && trim(line) != "" && x.depth > level+settled {
		x.depth, x.brackets, x.open = level+1, 0, 0
	}
}
