package change

import "strings"

// maxWithin is how many strings within each other are read as code where they are run: deeper ones are strings, and a guard says so.
const maxWithin = 2

// isRunOption reports whether programs such as shells and interpreters run the argument after the option of this name as code.
func isRunOption(name string) bool {
	switch name {
	case "c", "e", "r", "p", "E", "ec", "lc", "eval", "command", "Command":
		return true
	}
	return false
}

// maxRunner is how long the path of a shell is at most.
const maxRunner = 24

// readString reads what stands in a string: code, if its statement runs it, or a program and its options, such as "/bin/sh" and "-c".
func (r *reader) readString(x *lexer, c *lexed, text string) {
	switch {
	case x.evaluates:
		r.readEvaluated(x, c, text)
	case len(text) > maxRunner:
	case x.runner && strings.HasPrefix(text, "-"):
		if isRunOption(strings.TrimLeft(text, "-")) {
			x.evaluates = true
			c.kinds |= evaluation
		}
	default: // its name alone may be what makes a call, as in globalThis["eval"]
		kinds := exactKinds(text[strings.LastIndexByte(text, '/')+1:])
		x.runner = x.runner || kinds&running != 0
		c.kinds |= kinds & evaluation
	}
}

// readEvaluated reads the code of a string that is run, so that it counts as it would outside of the string. Strings of one statement follow
// each other, as parts of a text do.
func (r *reader) readEvaluated(x *lexer, c *lexed, text string) {
	if x.within == maxWithin {
		return
	}
	in := &r.inner[x.within]
	if !x.begun {
		x.begun = true
		*in = lexer{syntax: x.syntax, within: x.within + 1, depth: x.depth, indents: append(in.indents[:0], indent{0, x.depth})}
	}
	for raw := range strings.SplitSeq(unescaped.Replace(text), "\n") {
		in.indent(raw)
		read := r.readLine(in, trim(raw))
		c.tokens += read.tokens
		c.newWords += read.newWords
		c.calls += read.calls
		c.conditions += read.conditions
		c.comments += read.comments
		c.statements += read.statements
		c.deepest, c.longest = max(c.deepest, read.deepest), max(c.longest, read.longest)
		c.kinds |= read.kinds
	}
}

// unescaped undoes the escapes of most languages' strings that decide what is code.
var unescaped = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\n", `\t`, "\t", `\"`, `"`, `\'`, `'`, "\\`", "`")
