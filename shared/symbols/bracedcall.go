package symbols

// notTypes are words before a name and parentheses that call it.
var notTypes = map[string]bool{
	"return": true, "new": true, "else": true, "case": true, "throw": true, "goto": true, "await": true, "in": true, "is": true, "as": true,
	"delete": true, "sizeof": true, "yield": true, "and": true, "or": true, "not": true, "do": true, "co_return": true, "co_await": true, "when": true,
}

// notNames are words before parentheses that no function is named by.
var notNames = map[string]bool{
	"if": true, "for": true, "while": true, "switch": true, "catch": true, "return": true, "new": true, "throw": true, "sizeof": true, "typeof": true,
	"synchronized": true, "super": true, "this": true, "else": true, "do": true, "case": true, "static_assert": true, "alignas": true,
	"decltype": true, "noexcept": true, "__attribute__": true, "__declspec": true, "defined": true, "await": true, "base": true, "nameof": true,
	"where": true, "requires": true,
}

// call reads a definition that no keyword begins: a type, the name and its parameters, or in a type of JavaScript the name alone.
func (b *braced) call(t token) {
	name, open := b.at, b.at+1
	switch top := b.top(); {
	case b.methods && top.kind == typeScope:
		b.method()
		return
	case !b.calls || top.kind > typeScope:
		return
	}
	if t.text == "operator" {
		for open < name+5 && !b.token(open).is("(") || b.token(open).is("(") && b.token(open+1).is(")") && b.token(open+2).is("(") {
			open++
		}
	} else if notNames[t.text] {
		return
	} else if b.token(open).is("<") {
		open = b.angled(open) + 1
	}
	if !b.token(open).is("(") || b.partner[open] < 0 {
		return
	}
	end, body, declares := b.afterParameters(b.closing(open))
	if end < 0 || body < 0 && !(declares && b.typeBefore(name) && !b.token(name-1).is(")")) || body >= 0 && !b.typeBefore(name) && !b.untyped(name) {
		return
	}
	head := end
	if body >= 0 {
		head = body
	}
	b.define(Function, name, head, end, body)
	b.at = b.closing(open)
}

// typeBefore reports whether a type is before the name, or the name is its type's own.
func (b *braced) typeBefore(name int) bool {
	if b.token(name - 1).is("~") {
		name--
	}
	for name > b.start+1 && accesses(b.tokens, name-1) && (b.token(name-1).is(":") || b.family == "csharp") { // A::b, and of an interface A.b
		name = beforeAccess(b.tokens, name-1)
		if b.token(name).is(">") { // A<T>::b
			for name > b.start && !b.token(name).is("<") {
				name--
			}
			name--
		}
	}
	if name <= b.start {
		return b.top().name == b.tokens[b.at].text || name < b.at
	}
	switch p := b.tokens[name-1]; {
	case p.kind == word:
		return !notTypes[p.text]
	case p.kind == sign:
		return p.text == ">" || p.text == "*" || p.text == "&" || p.text == "]" || p.text == "?" || p.text == ")" && (b.family == "c" || b.family == "csharp")
	}
	return false
}

// untyped reports whether the name begins its statement: a constructor outside its class, a macro that defines a function, old C.
func (b *braced) untyped(name int) bool { return name == b.start && b.family == "c" }

// afterParameters reads what follows the parameters: up to a body, or to the end of a declaration.
func (b *braced) afterParameters(from int) (end, body int, declares bool) {
	list := false // C++'s initializers of members
	for i := from + 1; i < min(len(b.tokens), from+maxHead); i++ {
		switch t := b.tokens[i]; {
		case t.is("{"):
			if list && b.token(i-1).kind == word && b.partner[i] >= 0 {
				i = b.closing(i)
				continue
			}
			return b.closing(i), i, true
		case t.is(";"):
			if body := b.afterTypes(i); body > 0 && i > from+1 {
				return b.closing(body), body, true
			}
			return i, -1, true
		case t.is("=") && b.token(i+1).is(">"):
			return b.semicolon(i), -1, true
		case t.is("default") && b.family == "jvm": // an annotation's
			return b.semicolon(i), -1, true
		case t.is("="):
			if v := b.token(i + 1); v.text != "0" && v.text != "default" && v.text != "delete" {
				return -1, -1, false
			}
		case t.is(":"):
			list = list || b.family == "c" && b.token(i+1).text != ":" && !b.token(i-1).is(":")
		case t.is("("), t.is("["):
			if b.partner[i] < 0 {
				return -1, -1, false
			}
			i = b.closing(i)
		case t.kind == quoted, t.kind == directiveKind:
			return -1, -1, false
		case t.kind == number && !b.token(i-1).is("="):
			return -1, -1, false
		case t.kind == sign:
			switch t.text {
			case ",", "<", ">", "-", "&", "*", "?", "@", ".", "|":
			default:
				return -1, -1, false
			}
		}
	}
	return -1, -1, false
}

// afterTypes returns the brace that follows the types of old C's parameters, of which the first ends at i: "f(a) int a; {". Else it returns -1.
func (b *braced) afterTypes(i int) int {
	if b.family != "c" {
		return -1
	}
	for n := 0; n < maxName; n, i = n+1, i+1 {
		switch t := b.token(i + 1); {
		case t.is("{"):
			if b.token(i).is(";") {
				return i + 1
			}
			return -1
		case t.kind != word && t.kind != number && !t.is("*") && !t.is(",") && !t.is(";") && !t.is("[") && !t.is("]"):
			return -1
		}
	}
	return -1
}

// semicolon returns the end of the statement that goes on at i.
func (b *braced) semicolon(i int) int {
	for n := 0; i < len(b.tokens) && n < maxHead; i, n = i+1, n+1 {
		switch t := b.tokens[i]; {
		case t.is(";"):
			return i
		case (t.is("(") || t.is("[") || t.is("{")) && b.partner[i] >= 0:
			i = b.closing(i)
		case t.is("}"):
			return i - 1
		}
	}
	return min(i, len(b.tokens)-1)
}

// value reads a constant or variable after its keyword.
func (b *braced) value() {
	name := b.at + 1
	if b.token(name).is("mut") {
		name++
	}
	if t := b.token(name); t.kind != word || has(b.heads, t.text) && !b.soft[t.text] || t.is("unsafe") {
		return
	}
	if b.family == "js" {
		for i := name + 1; i < min(len(b.tokens), name+maxName); i++ {
			if t := b.tokens[i]; t.is("=") && !b.token(i+1).is(">") {
				if b.arrow(name, i+1, b.at) {
					return
				}
				break
			} else if t.is(";") || t.starts() {
				break
			}
		}
	}
	end := b.statementEnd(name)
	b.define(Value, name, name, end, -1)
	b.at = name
}

// statementEnd returns the last token of the statement that the token at i belongs to.
func (b *braced) statementEnd(i int) int {
	cols := max(b.token(b.start).indent, 0)
	for n := 0; i+1 < len(b.tokens) && n < maxHead; i, n = i+1, n+1 {
		switch t := b.tokens[i+1]; {
		case t.is(";"):
			return i + 1
		case (t.is("(") || t.is("[") || t.is("{")) && b.partner[i+1] >= 0:
			i = b.closing(i+1) - 1
		case t.is("}"), t.is(")"), t.is("]"):
			if b.partner[i+1] < int32(b.start) {
				return i
			}
		case b.lines && t.starts() && t.indent <= cols && !continues(t):
			return i
		}
	}
	return min(i, len(b.tokens)-1)
}
