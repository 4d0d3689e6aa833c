package play

import (
	"fmt"
	"strings"
)

// expression is a Pebble expression of the form {{ {'a': X, …} | jq('…' ~ vars.y ~ '…') | first | toJson }}, as all messages to the model
// are written.
type expression struct {
	inputs  map[string]string // the text of the expressions in the object
	program []term            // of jq
}

// term is a part of a jq program: literal text, or the name of a variable of the flow.
type term struct{ text, variable string }

// parse reads an expression.
func parse(s string) (expression, error) {
	e := expression{inputs: map[string]string{}}
	text, ok := strings.CutPrefix(strings.TrimSpace(s), "{{")
	if !ok {
		return e, fmt.Errorf("%.40q is no expression", s)
	}
	object := strings.TrimSpace(text)
	end := closing(object)
	if !strings.HasPrefix(object, "{") || end < 0 {
		return e, fmt.Errorf("%.40q does not begin with an object", object)
	}
	for _, field := range split(object[1:end], ',') {
		key, value, ok := strings.Cut(field, ":")
		if !ok {
			return e, fmt.Errorf("%q is no field of an object", field)
		}
		e.inputs[strings.Trim(strings.TrimSpace(key), "'")] = strings.TrimSpace(value)
	}
	call, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(object[end+1:]), "|")), "jq")
	end = closing(call)
	if !ok || end < 0 {
		return e, fmt.Errorf("%.40q is no call of jq", object[end+1:])
	}
	for _, part := range split(call[1:end], '~') {
		part = strings.TrimSpace(part)
		if name, ok := strings.CutPrefix(part, "vars."); ok {
			e.program = append(e.program, term{variable: name})
		} else {
			e.program = append(e.program, term{text: strings.TrimSuffix(strings.TrimPrefix(part, "'"), "'")})
		}
	}
	return e, nil
}

// closing returns the index of the bracket that closes the one with which s begins, -1 if there is none. Brackets in quotes do not count.
func closing(s string) int {
	depth := 0
	var end = -1
	scan(s, func(i int, c byte) bool {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				end = i
				return false
			}
		}
		return depth > 0
	})
	return end
}

// split splits at separators outside of quotes and brackets.
func split(s string, separator byte) (parts []string) {
	depth, from := 0, 0
	scan(s, func(i int, c byte) bool {
		switch {
		case c == separator && depth == 0:
			parts, from = append(parts, s[from:i]), i+1
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		}
		return true
	})
	return append(parts, s[from:])
}

// scan calls visit for each byte outside of single quotes, until it returns false.
func scan(s string, visit func(i int, c byte) bool) {
	quoted := false
	for i := range len(s) {
		if s[i] == '\'' {
			quoted = !quoted
		} else if !quoted && !visit(i, s[i]) {
			return
		}
	}
}
