package symbols

// modifiers may stand before a method of TypeScript.
var modifiers = map[string]bool{
	"async": true, "static": true, "get": true, "set": true, "public": true, "private": true, "protected": true, "readonly": true, "override": true,
	"abstract": true, "declare": true, "accessor": true,
}

// method reads a method of JavaScript, a method's signature in an interface, or a field that holds an arrow function.
func (b *braced) method() {
	name := b.at
	if name-b.start > maxHead || name > b.start && b.tokens[name-1].kind == sign && !b.token(name-1).is("*") && !b.token(name-1).is(")") {
		return
	}
	for i := b.start; i < name; i++ {
		if t := b.tokens[i]; !modifiers[t.text] && !t.is("*") && t.kind == word && !b.decorates(i) {
			return
		}
	}
	i := name + 1
	if b.token(i).is("?") {
		i++
	}
	if b.token(i).is("=") {
		b.arrow(name, i+1, name)
		return
	}
	for depth := 0; i < name+maxName && !b.token(i).is("("); i++ { // type parameters
		switch t := b.token(i); {
		case t.is("<"):
			depth++
		case t.is(">"):
			depth--
		case depth == 0:
			return
		}
	}
	if !b.token(i).is("(") || b.partner[i] < 0 {
		return
	}
	after := b.closing(i)
	head, end, body := b.extent(after)
	b.define(Function, name, head, end, body)
	b.at = after
}

// property reads a function that is a property of a literal, or assigned to one of a value.
func (b *braced) property(t token) {
	name, before := b.at, b.token(b.at-1)
	switch next := b.next(1); {
	case next.is("=") && before.is("."):
		b.arrow(name, name+2, name)
	case !before.is("{") && !before.is(",") && !modifiers[before.text], b.keywords[t.text]:
	case next.is(":"):
		b.arrow(name, name+2, name)
	case next.is("(") && b.partner[name+1] >= 0:
		if body := b.closing(name+1) + 1; b.token(body).is("{") {
			b.define(Function, name, body, b.closing(body), body)
			b.at = body - 1
		}
	}
}

// decorates reports whether the word at i is a decorator's name or follows one's parentheses.
func (b *braced) decorates(i int) bool { return b.token(i-1).is("@") || b.token(i-1).is(".") }

// arrow reads a function that is assigned at i: "(a) => {", "async a => 1", "function".
func (b *braced) arrow(name, i, first int) bool {
	keyword := false
	if b.token(i).is("async") {
		i++
	}
	if b.token(i).is("function") {
		keyword = true
		for i++; b.token(i).is("*") || b.token(i).kind == word; i++ {
		}
	}
	if b.token(i).is("<") {
		end := b.angled(i)
		if end < 0 {
			return false
		}
		i = end + 1
	}
	switch t := b.token(i); {
	case t.is("(") && b.partner[i] >= 0:
		i = b.closing(i) + 1
	case t.kind == word && b.token(i+1).is("=") && b.token(i+2).is(">"):
		i++
	default:
		return false
	}
	if i = b.returned(i, keyword); i < 0 {
		return false
	}
	if b.token(i).is("{") {
		b.define(Function, name, i, b.closing(i), i)
	} else if first == name { // of a property: too small to look for
		return false
	} else {
		b.define(Function, name, i, b.statementEnd(i), -1)
	}
	b.at = max(name, first)
	return true
}

// returned returns the index of a function's body, after its type and the arrow, or -1.
func (b *braced) returned(i int, keyword bool) int {
	if b.token(i).is(":") {
		for n := 0; n < maxName && !(b.token(i).is("=") && b.token(i+1).is(">")) && !(keyword && b.token(i).is("{") && !b.typed(i)); n, i = n+1, i+1 {
			if t := b.token(i); (t.is("(") || t.is("[") || t.is("{")) && b.partner[i] >= 0 {
				i = b.closing(i)
			} else if t.is(";") || i >= len(b.tokens) {
				return -1
			}
		}
	}
	switch {
	case keyword && b.token(i).is("{"):
		return i
	case b.token(i).is("=") && b.token(i+1).is(">") && i+2 < len(b.tokens):
		return i + 2
	}
	return -1
}
