package symbols

import "unicode"

// defineEnded reads Ruby. A definition goes up to the "end" that is indented as it is, which also holds where blocks are not counted right.
func defineEnded(l *language, text string) []Definition {
	tokens := l.lex(text)
	var n nest
	for i, t := range tokens {
		if t.starts() && t.is("end") {
			n.closeTo(t.indent, t.line)
			continue
		}
		if i+1 >= len(tokens) || i > 0 && (tokens[i-1].is(".") || tokens[i-1].is(":")) {
			continue
		}
		start := statement(tokens, i)
		switch {
		case t.is("def"), t.starts() && (t.is("class") || t.is("module")):
			k := i + 1
			for k+2 < len(tokens) && tokens[k].kind == word && (tokens[k+1].is(".") || tokens[k+1].is(":") && tokens[k+2].is(":")) {
				if k += 2; tokens[k].is(":") { // self.name, A::B
					k++
				}
			}
			name := tokens[min(k, len(tokens)-1)]
			if name.line != t.line || name.kind != word && !t.is("def") {
				continue
			}
			for name.kind == sign && k+1 < len(tokens) && adjacent(tokens, k+1) && !tokens[k+1].is("(") { // an operator
				k++
				name.text += tokens[k].text
			}
			d := Definition{Name: name.text, First: int(start.line), Line: int(name.line), Head: rubyHead(tokens, k), Last: int(name.line)}
			if !t.is("def") {
				d.Kind = Type
			}
			d.Last = d.Head
			n.closeTo(start.indent, start.line-1)
			n.add(d, start.indent)
			if endless(tokens, k) {
				n.closeTo(start.indent, int32(d.Head))
			}
		case t.starts() && t.kind == word && unicode.IsUpper(rune(t.text[0])) && tokens[i+1].is("=") && n.inType():
			n.closeTo(t.indent, t.line-1)
			n.addLine(t, Value, t.indent)
		case t.starts() && rubyAttributes[t.text] && tokens[i+1].is(":") && n.inType():
			n.closeTo(t.indent, t.line-1)
			for k := i + 1; k+1 < len(tokens) && tokens[k].is(":") && tokens[k+1].kind == word && n.inType(); k += 3 {
				n.addLine(tokens[k+1], Function, t.indent)
				if k+2 >= len(tokens) || !tokens[k+2].is(",") {
					break
				}
			}
		}
	}
	if len(tokens) > 0 {
		n.closeTo(0, tokens[len(tokens)-1].last)
	}
	return n.found
}

// rubyAttributes are the methods that define methods by their names.
var rubyAttributes = map[string]bool{"attr_reader": true, "attr_writer": true, "attr_accessor": true}

// addLine adds a definition of one line.
func (n *nest) addLine(name token, kind Kind, indent int32) {
	line := int(name.line)
	n.add(Definition{Name: name.text, Kind: kind, First: line, Line: line, Head: line, Last: line}, indent)
	n.open, n.cols = n.open[:len(n.open)-1], n.cols[:len(n.cols)-1]
}

// inType reports whether no function is open.
func (n *nest) inType() bool {
	return len(n.found) < MaxDefinitions && (len(n.open) == 0 || n.found[n.open[len(n.open)-1]].Kind == Type)
}

// statement returns the first token of the line of tokens[i].
func statement(tokens []token, i int) token {
	for n := 0; i > 0 && n < 8 && !tokens[i].starts(); n++ {
		i--
	}
	t := tokens[i]
	t.indent = max(t.indent, 0)
	return t
}

// rubyHead returns the line where the parameters of the name at k end.
func rubyHead(tokens []token, k int) int {
	if k+1 < len(tokens) && tokens[k+1].is("(") {
		depth := 0
		for i := k + 1; i < min(len(tokens), k+maxHead); i++ {
			switch {
			case tokens[i].is("("):
				depth++
			case tokens[i].is(")"):
				if depth--; depth == 0 {
					return int(tokens[i].line)
				}
			}
		}
	}
	return int(tokens[min(k, len(tokens)-1)].line)
}

// endless reports whether the definition of the name at k ends on its line: "def x; end", "def x = 1".
func endless(tokens []token, k int) bool {
	depth := 0
	for i := k + 1; i < min(len(tokens), k+maxHead) && !tokens[i].starts(); i++ {
		switch t := tokens[i]; {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.is("end"):
			return true
		case t.is("=") && depth == 0 && i+1 < len(tokens) && !tokens[i+1].is("(") && !tokens[i-1].is("=") && !tokens[i+1].is("="):
			return true
		}
	}
	return false
}

// defineShell reads shells. A function goes up to the brace that is indented as it is.
func defineShell(l *language, text string) []Definition {
	tokens := l.lex(text)
	var n nest
	for i, t := range tokens {
		if t.starts() && t.is("}") {
			n.closeTo(t.indent, t.line)
			continue
		}
		if !t.starts() || t.kind != word || i+2 >= len(tokens) {
			continue
		}
		name := i
		if t.is("function") {
			name++
		} else if !tokens[i+1].is("(") || !tokens[i+2].is(")") {
			continue
		}
		d := Definition{Name: tokens[name].text, First: int(t.line), Line: int(t.line), Head: int(t.line), Last: int(t.line)}
		n.closeTo(t.indent, t.line-1)
		n.add(d, t.indent)
		for k := name + 1; k < len(tokens) && !tokens[k].starts(); k++ {
			if tokens[k].is("}") { // on one line
				n.closeTo(t.indent, t.line)
			}
		}
	}
	if len(tokens) > 0 {
		n.closeTo(0, tokens[len(tokens)-1].last)
	}
	return n.found
}
