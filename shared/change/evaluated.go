package change

import "strings"

// maxWithin bounds the nested strings that are read as code where they are run: deeper ones are strings, and a guard says so.
const maxWithin = 2

// isRunOption reports whether programs such as shells and interpreters run the argument after the option of this name as code.
func isRunOption(name string) bool {
	switch name {
	case "c", "e", "r", "p", "E", "ec", "lc", "eval", "command", "Command":
		return true
	}
	return false
}

// maxRunner bounds the path of a shell.
const maxRunner = 24

// readString reads the content of a string: code, if its statement runs it, or a program and its options, such as "/bin/sh" and "-c".
func (r *reader) readString(x *lexer, c *lexed, text string) {
	if x.target != "" && x.within == 0 {
		r.assigned = append(r.assigned, assignedText{x.target, text, false})
	}
	switch {
	case x.evaluates, x.target != "" && r.run[x.target]:
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
// each other, as parts of a text do, and so do those that statements append to a variable.
func (r *reader) readEvaluated(x *lexer, c *lexed, text string) {
	if x.within == maxWithin {
		return
	}
	in := &r.inner[x.within]
	if !x.begun {
		x.begun = true
		if x.appends && x.within == 0 && r.appended == x.target {
			in.comment, in.ticked = 0, false // a text that is never appended could open them
		} else {
			*in = lexer{syntax: x.syntax, within: x.within + 1, depth: x.depth, indents: append(in.indents[:0], indent{0, x.depth})}
		}
		if x.within == 0 {
			r.appended = x.target
		}
	}
	for raw := range strings.SplitSeq(unescaped.Replace(text), "\n") {
		in.indent(raw)
		read := r.readLine(in, trim(raw))
		c.tokens += read.tokens
		c.newWords += read.newWords
		c.calls += read.calls
		c.conditions += read.conditions
		c.comments += read.comments
		c.levels += read.levels
		c.statements += read.statements
		c.most, c.longest = max(c.most, read.deepest), max(c.longest, read.longest)
		c.kinds |= read.kinds
	}
}

// unescaped undoes the escapes of most languages' strings that decide what is code.
var unescaped = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\n", `\t`, "\t", `\"`, `"`, `\'`, `'`, "\\`", "`")

// assignedText is what a statement assigns to a variable: a string, or the name of another variable.
type assignedText struct {
	variable, text string
	name           bool
}

// assigns reports whether an equals sign assigns to the word before it, as = and := and += do, by the byte before it and what follows it.
func assigns(before byte, after string) bool {
	return (roles[before] >= letterByte || before == ':' || before == '+') && (after == "" || strings.IndexByte("=>~", after[0]) < 0)
}

// maxRunNames is how many variables of a file are followed that are run as code: a guard says so of all.
const maxRunNames = 64

// runName reads the strings as code that the file assigns to a variable, before or after it runs it.
func (r *reader) runName(x *lexer, c *lexed, name string) {
	if r.run[name] || len(r.run) == maxRunNames {
		return
	}
	if r.run == nil {
		r.run = map[string]bool{}
	}
	r.run[name] = true
	for _, a := range r.assigned {
		switch {
		case a.variable != name:
		case a.name:
			r.runName(x, c, a.text)
		default:
			r.readEvaluated(x, c, a.text)
		}
	}
}

// assignName notes that a statement assigns the value of a variable to another one.
func (r *reader) assignName(x *lexer, c *lexed, name string) {
	r.assigned = append(r.assigned, assignedText{x.target, name, true})
	if r.run[x.target] {
		r.runName(x, c, name)
	}
}

// forgetAssigned ends a file.
func (r *reader) forgetAssigned() {
	clear(r.assigned)
	clear(r.run)
	r.assigned, r.appended = r.assigned[:0], ""
}
