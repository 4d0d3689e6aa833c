package symbols

import "sort"

// Bounds on looking ahead, in tokens, so that no text takes quadratic time.
const (
	maxHead = 600 // of a definition before its body
	maxName = 40  // between a keyword and the name
	maxUp   = 15  // lines of annotations before a definition
)

// scopeKind is the content of a pair of brackets.
type scopeKind uint8

const (
	spaceScope scopeKind = iota // the file, a namespace
	typeScope
	codeScope
	otherScope // parentheses, literals
)

type scope struct {
	kind scopeKind
	name string
	end  int // the index of the closing bracket
}

// braced reads a language whose bodies stand between braces.
type braced struct {
	*language
	tokens  []token
	partner []int32
	found   []Definition
	scopes  []scope
	bodies  map[int]scope // by the opening brace
	start   int           // of the statement
	at      int
}

// defineBraced reads the languages with braces.
func defineBraced(l *language, text string) []Definition {
	b := braced{language: l, tokens: l.lex(text), bodies: map[int]scope{}}
	b.partner = pairs(b.tokens)
	b.scopes = []scope{{end: len(b.tokens)}}
	for b.at = 0; b.at < len(b.tokens) && len(b.found) < MaxDefinitions; b.at++ {
		b.step(b.tokens[b.at])
	}
	return b.found
}

func (b *braced) step(t token) {
	i := b.at
	for len(b.scopes) > 1 && i >= b.top().end {
		b.scopes = b.scopes[:len(b.scopes)-1]
	}
	if b.lines && t.starts() && b.top().kind != otherScope && !continues(t) {
		b.start = i
	}
	switch {
	case t.kind == directiveKind:
		b.found = append(b.found, Definition{Name: t.text, First: int(t.line), Line: int(t.line), Head: int(t.line), Last: int(t.last)})
		b.start = i + 1
	case t.kind == sign:
		b.sign(t)
	case t.kind == word:
		b.word(t)
	}
}

func (b *braced) top() scope { return b.scopes[len(b.scopes)-1] }

func (b *braced) sign(t token) {
	switch t.text {
	case ";":
		if b.top().kind != otherScope {
			b.start = b.at + 1
		}
	case "}":
		b.start = b.at + 1
	case ":":
		if b.at > 0 && label[b.tokens[b.at-1].text] && b.next(1).text != ":" {
			b.start = b.at + 1
		}
	case "{", "(", "[":
		s, claimed := b.bodies[b.at]
		if !claimed {
			s = scope{kind: codeScope}
			if b.top().kind == spaceScope && b.spaced() {
				s.kind = spaceScope
			}
		}
		if t.text != "{" {
			s.kind = otherScope
		}
		s.end = int(b.partner[b.at])
		if s.end < 0 {
			s.end = len(b.tokens)
			if t.text != "{" {
				return
			}
		}
		b.scopes = append(b.scopes, s)
		if t.text == "{" {
			b.start = b.at + 1
		}
	}
}

var label = map[string]bool{"public": true, "private": true, "protected": true, "default": true, "signals": true, "slots": true}

// spaced reports whether the statement is that of a namespace.
func (b *braced) spaced() bool {
	for i := b.start; i < min(b.at, b.start+maxName); i++ {
		if b.spaces[b.tokens[i].text] {
			return true
		}
	}
	return false
}

// next returns the token that is n after the current one.
func (b *braced) next(n int) token { return b.token(b.at + n) }

func (b *braced) token(i int) token {
	if i >= 0 && i < len(b.tokens) {
		return b.tokens[i]
	}
	return token{kind: sign, indent: -1}
}

func (b *braced) word(t token) {
	top := b.top()
	if b.methods && top.kind != typeScope {
		if found := len(b.found); b.next(1).kind == sign {
			if b.property(t); len(b.found) > found {
				return
			}
		}
	}
	if b.at > 0 && accesses(b.tokens, b.at-1) && !b.calls {
		return
	}
	if t.text == b.fragment && b.fragment != "" {
		if b.fragmentHead() {
			return
		}
	}
	if kind, ok := b.heads[t.text]; ok && b.head(kind) {
		return
	}
	switch {
	case t.text == "typedef" && b.calls && top.kind <= typeScope:
		b.typedef()
		return
	case t.text == "using" && b.family == "c" && top.kind <= typeScope:
		b.alias()
		return
	case t.text == "macro_rules":
		b.macro()
		return
	case t.text == "mod" && b.family == "rust" && b.next(1).kind == word:
		b.define(Type, b.at+1, b.at+1, b.at+1, -1) // its line alone: what it holds has no scope
		return
	}
	if b.values[t.text] && (top.kind == spaceScope || b.typeValues && top.kind == typeScope) {
		b.value()
		return
	}
	if next := b.next(1); next.is("(") || b.methods && (next.is("<") || next.is("=") || next.is("?")) || t.text == "operator" || next.is("<") && b.family == "csharp" {
		b.call(t)
	}
}

// continues reports whether a line that starts with the token goes on with the statement before.
func continues(t token) bool {
	switch t.text {
	case ".", "?", ":", ")", "]", "}", "{", "=", "&", "|", "+", "-", "*", ",", ">":
		return t.kind == sign
	}
	return false
}

// name returns the name at i; that of an operator has its signs.
func (b *braced) name(i int) string {
	name := b.token(i).text
	if name == "operator" {
		for i++; b.token(i).kind == sign && b.partner[i] < 0; i++ {
			name += b.token(i).text
		}
	}
	return name
}

// define appends a definition whose name is tokens[name]. body is the index of its opening brace or -1, end its last token.
func (b *braced) define(kind Kind, name, head, end, body int) {
	t := b.token(name)
	first := min(b.start, name)
	first += sort.Search(name-first, func(i int) bool { return b.tokens[first+i].line >= t.line-maxUp })
	d := Definition{
		Name: b.name(name), Kind: kind, First: int(b.token(first).line), Line: int(t.line),
		Head: int(b.token(head).line), Last: int(b.token(min(end, len(b.tokens)-1)).last),
	}
	for s := len(b.scopes) - 1; s >= 0 && d.Scope == ""; s-- {
		d.Scope = b.scopes[s].name
	}
	b.found = append(b.found, d)
	if body < 0 {
		return
	}
	s := scope{kind: codeScope}
	if kind == Type || kind == Fragment {
		s = scope{kind: typeScope, name: d.Name}
	}
	b.bodies[body] = s
}
