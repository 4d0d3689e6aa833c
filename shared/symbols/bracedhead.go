package symbols

// head reads a definition that begins with a keyword; false if there is none.
func (b *braced) head(kind Kind) bool {
	name := b.at + 1
	switch b.family {
	case "jvm":
		if b.tokens[b.at].is("fun") {
			if name = b.beforeParameters(); name < 0 {
				return false
			}
		}
	case "js":
		if b.token(name).is("*") {
			name++
		}
	case "php":
		if b.token(name).is("&") {
			name++
		}
	case "c", "csharp":
		if t := b.token(name); t.is("class") || t.is("struct") { // enum class, record struct
			name++
		}
		for b.family == "c" && name < b.at+4 && b.token(name).kind == word && b.token(name+1).kind == word && !b.token(name+1).is("final") {
			name++ // macros before the name
		}
	}
	if b.family == "csharp" && b.tokens[b.at].is("delegate") && b.token(name).kind == word {
		if name = b.beforeParameters(); name < 0 {
			return false
		}
	}
	if b.tokens[b.at].is("init") {
		if name = b.at; b.top().kind != typeScope {
			return false
		}
	}
	if b.family == "php" && b.token(b.at-1).is("use") {
		return false
	}
	t := b.token(name)
	if t.kind != word || b.keywords[t.text] && name != b.at && !b.heads2(t.text) {
		return false
	}
	if b.family == "c" && !b.opensType(name) {
		return false
	}
	if soft := b.soft[b.tokens[b.at].text]; soft && !b.softHead(name) {
		return false
	}
	head, end, body := b.extent(name)
	if kind == Type && body < 0 && b.family == "js" && b.tokens[b.at].is("class") {
		return false
	}
	b.define(kind, name, head, end, body)
	b.at = name
	return true
}

func has(heads map[string]Kind, name string) bool {
	_, ok := heads[name]
	return ok
}

// heads2 reports whether a keyword can be a function's name after the function's keyword, as PHP's list() or Kotlin's get.
func (b *braced) heads2(name string) bool {
	return b.heads[b.tokens[b.at].text] == Function && has(b.heads, b.tokens[b.at].text) && !has(b.heads, name)
}

// softHead reports whether a word that can also be a name starts a definition: a name and what follows one.
func (b *braced) softHead(name int) bool {
	next := b.token(name + 1)
	return next.kind == sign && (next.text == "{" || next.text == "=" || next.text == "<" || next.text == "(" || next.text == ":" || next.text == ".") ||
		next.is("implements") || next.is("extends")
}

// opensType reports whether C's struct, class or enum at the name has a body.
func (b *braced) opensType(name int) bool {
	for i := name + 1; i < min(len(b.tokens), name+maxName); i++ {
		switch t := b.tokens[i]; {
		case t.is("{"):
			return true
		case t.is(":") && b.token(i+1).text != ":", t.is("final"), t.is("="):
			return !t.is("=") || b.tokens[b.at].is("concept")
		case t.is("<"):
			if i = b.angled(i); i < 0 {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// angled returns the index of the ">" that closes the "<" at i, or -1.
func (b *braced) angled(i int) int {
	for depth, n := 0, 0; i < len(b.tokens) && n < 3*maxName; i, n = i+1, n+1 {
		switch t := b.tokens[i]; {
		case t.is("<"):
			depth++
		case t.is(">") && !b.token(i-1).is("-") && !b.token(i-1).is("="):
			if depth--; depth == 0 {
				return i
			}
		case t.is("("), t.is("["), t.is("{") && b.family == "js":
			if b.partner[i] >= 0 {
				i = b.closing(i)
			}
		case t.is(";"), t.is("{"), t.is("}"):
			return -1
		}
	}
	return -1
}

// beforeParameters returns the index of the name before the parameters, after type parameters, a type or a receiver, or -1.
func (b *braced) beforeParameters() int {
	name, depth := -1, 0
	for i := b.at + 1; i < min(len(b.tokens), b.at+maxName); i++ {
		switch t := b.tokens[i]; {
		case t.is("<"):
			depth++
		case t.is(">"):
			depth--
		case t.is("(") && depth == 0:
			return name
		case t.is("{"), t.is("="), t.is(";"):
			return -1
		case t.kind == word && depth == 0:
			name = i
		}
	}
	return -1
}

// fragmentHead reads "impl Trait for Type" and "extension Type".
func (b *braced) fragmentHead() bool {
	if b.at != b.start && !b.keywords[b.token(b.at-1).text] && !b.token(b.at-1).is("]") {
		return false
	}
	name, depth := -1, 0
	for i := b.at + 1; i < min(len(b.tokens), b.at+maxHead); i++ {
		switch t := b.tokens[i]; {
		case t.is("<"):
			depth++
		case t.is(">") && !b.token(i-1).is("-"):
			depth--
		case t.is("{"):
			if name < 0 {
				return false
			}
			b.define(Fragment, name, i, b.closing(i), i)
			return true
		case t.is(";"), t.is("}"):
			return false
		case depth > 0:
		case t.is("for"):
			name = -1
		case t.is("where"), t.is(":") && b.family == "swift":
			depth = 1 << 20 // what follows is no name
		case t.kind == word && !b.keywords[t.text] && !t.is("mut") && !t.is("dyn") && (name < 0 || b.token(i-1).is(":") || b.token(i-1).is(".")):
			name = i
		}
	}
	return false
}

func (b *braced) closing(open int) int {
	if p := b.partner[open]; p >= 0 {
		return int(p)
	}
	return len(b.tokens) - 1
}

// alias reads C++'s "using name = type;".
func (b *braced) alias() {
	if b.next(1).kind == word && b.next(2).is("=") {
		b.define(Type, b.at+1, b.at+1, b.statementEnd(b.at+1), -1)
		b.at++
	}
}

// macro reads Rust's macro_rules.
func (b *braced) macro() {
	if name := b.at + 2; b.next(1).is("!") && b.token(name).kind == word && b.token(name+1).is("{") {
		b.define(Function, name, name+1, b.closing(name+1), name+1)
		b.at = name
	}
}

// typedef reads C's typedef: the name is the last before the semicolon, or the one in (*name).
func (b *braced) typedef() {
	name := -1
	for i := b.at + 1; i < min(len(b.tokens), b.at+maxHead); i++ {
		switch t := b.tokens[i]; {
		case t.is("(") && b.token(i+1).is("*") && b.token(i+2).kind == word:
			name = i + 2
			i = b.closing(i)
		case t.is("(") && b.token(i+1).kind == word && b.token(i+2).is(")") && b.token(i+3).is("("):
			name = i + 1
			i = b.closing(i)
		case t.is("{"), t.is("("), t.is("["):
			if t.is("{") && b.token(i-1).kind == word && !has(b.heads, b.token(i-1).text) { // typedef struct x {
				b.define(Type, i-1, i, b.closing(i), -1)
			}
			i = b.closing(i)
		case t.is(";"):
			if name > 0 {
				b.define(Type, name, min(name, i), i, -1)
			}
			b.at, b.start = i, i+1
			return
		case t.kind == word && (name < 0 || !b.token(name-1).is("*") || !b.token(name+1).is(")")):
			name = i
		}
	}
}

// extent returns where the definition of the name goes: the last token of its head, its last token, and its opening brace or -1.
func (b *braced) extent(name int) (head, end, body int) {
	first := b.token(b.start)
	for i, n := name+1, 0; i < len(b.tokens) && n < maxHead; i, n = i+1, n+1 {
		t := b.tokens[i]
		switch {
		case b.lines && t.starts() && t.indent <= max(first.indent, 0) && !continues(t), t.is("}"), t.is(")"), t.is("]"):
			return min(i-1, max(name, i-1)), i - 1, -1
		case t.is(";"):
			return i, i, -1
		case t.is("{") && (b.family == "js" && b.typed(i)):
			i = b.closing(i)
		case t.is("<") && b.family == "js" && i == name+1:
			i = max(i, b.angled(i))
		case t.is("{"):
			return i, b.closing(i), i
		case t.is("("), t.is("["):
			if b.partner[i] >= 0 {
				i = b.closing(i)
			}
		case b.lines && (t.is("=") || t.is(":")) && b.token(i+1).starts() && b.token(i+1).indent > max(first.indent, 0) && b.family == "jvm":
			return i, b.indented(i+1, max(first.indent, 0)), -1
		}
	}
	return name, name, -1
}

// typed reports whether the brace at i belongs to a type, in TypeScript: after a colon, an operator of types or an opening bracket.
func (b *braced) typed(i int) bool {
	switch p := b.token(i - 1); p.text {
	case ":", "|", "&", "<", ",":
		return p.kind == sign
	}
	return false
}

// indented returns the last token of the lines from i on that are indented by more than cols.
func (b *braced) indented(i int, cols int32) int {
	for ; i < len(b.tokens); i++ {
		if t := b.tokens[i]; t.starts() && t.indent <= cols {
			if t.is("}") || t.is(")") {
				return i
			}
			return i - 1
		}
	}
	return len(b.tokens) - 1
}
