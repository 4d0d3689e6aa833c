package symbols

// nest follows definitions by their indentation.
type nest struct {
	found []Definition
	open  []int32 // indexes of found
	cols  []int32 // their indentation
}

// closeTo ends the definitions that are indented by cols or more, at a line.
func (n *nest) closeTo(cols, line int32) {
	for k := len(n.open) - 1; k >= 0 && n.cols[k] >= cols; k-- {
		d := &n.found[n.open[k]]
		d.Last = max(int(line), d.Head)
		n.open, n.cols = n.open[:k], n.cols[:k]
	}
}

// scope returns the name of the innermost open type.
func (n *nest) scope() string {
	for k := len(n.open) - 1; k >= 0; k-- {
		if d := n.found[n.open[k]]; d.Kind == Type {
			return d.Name
		}
	}
	return ""
}

func (n *nest) add(d Definition, cols int32) {
	if len(n.found) >= MaxDefinitions {
		return
	}
	if !d.Local {
		d.Scope = n.scope()
	}
	n.found = append(n.found, d)
	n.open, n.cols = append(n.open, int32(len(n.found)-1)), append(n.cols, cols)
}

// defineIndented reads Python.
func defineIndented(l *language, text string) []Definition {
	tokens := l.lex(text)
	partner := pairs(tokens)
	var n nest
	decorated := int32(0) // the first line of the decorators before
	for i := 0; i < len(tokens); i++ {
		t, last := tokens[i], tokens[max(0, i-1)].last
		i = max(i, int(partner[i])) // nothing in brackets begins a statement
		if !t.starts() {
			continue
		}
		n.closeTo(t.indent, last)
		if t.is("@") {
			if decorated == 0 {
				decorated = t.line
			}
			continue
		}
		first := t.line
		if decorated > 0 {
			first, decorated = decorated, 0
		}
		k := i
		if t.is("async") {
			k++
		}
		if k+1 >= len(tokens) {
			break
		}
		name := tokens[k+1]
		switch d := (Definition{Name: name.text, First: int(first), Line: int(name.line)}); {
		case (tokens[k].is("def") || tokens[k].is("class")) && name.kind == word:
			if tokens[k].is("class") {
				d.Kind = Type
			}
			d.Head = colon(tokens, partner, k+2, int(name.line))
			d.Last = d.Head
			d.Local = len(n.open) > 0 && n.found[n.open[len(n.open)-1]].Kind == Function
			n.add(d, t.indent)
		case t.indent == 0 && t.kind == word && !l.keywords[t.text] && assigns(tokens, i):
			n.add(Definition{Name: t.text, Kind: Value, First: int(first), Line: int(first), Head: int(first), Last: int(first)}, 0)
		}
	}
	if len(tokens) > 0 {
		n.closeTo(0, tokens[len(tokens)-1].last)
	}
	return n.found
}

// colon returns the line of the colon that ends a head.
func colon(tokens []token, partner []int32, i, line int) int {
	for n := 0; i < len(tokens) && n < maxHead; i, n = i+1, n+1 {
		if j := partner[i]; int(j) > i {
			i = int(j)
			continue
		}
		if tokens[i].is(":") {
			return int(tokens[i].line)
		}
		if tokens[i].starts() {
			break
		}
	}
	return line
}

// assigns reports whether the name at i is given a value, perhaps after its type.
func assigns(tokens []token, i int) bool {
	for k := i + 1; k < min(len(tokens), i+20) && tokens[k].line == tokens[i].line; k++ {
		switch {
		case tokens[k].is("="):
			return k+1 >= len(tokens) || !tokens[k+1].is("=")
		case k == i+1 && !tokens[k].is(":"):
			return false
		}
	}
	return false
}
