package symbols

import "strings"

// defineBlocks reads Terraform: blocks by their last label, and local values.
func defineBlocks(l *language, text string) []Definition {
	tokens := l.lex(text)
	partner := pairs(tokens)
	var found []Definition
	for i := 0; i < len(tokens) && len(found) < MaxDefinitions; i++ {
		if j := partner[i]; int(j) > i {
			i = int(j)
			continue
		}
		t := tokens[i]
		if t.kind != word || !t.starts() {
			continue
		}
		open := i + 1
		var labels []string
		for open < min(len(tokens), i+4) && tokens[open].kind == quoted {
			labels = append(labels, strings.Trim(tokens[open].text, `"`))
			open++
		}
		if open >= len(tokens) || !tokens[open].is("{") || partner[open] < 0 {
			continue
		}
		end := int(partner[open])
		switch {
		case t.is("locals"):
			found = append(found, locals(tokens, partner, open, end)...)
		case len(labels) > 0:
			d := Definition{Name: labels[len(labels)-1], Kind: Type, Scope: t.text, First: int(t.line), Line: int(t.line), Head: int(t.line), Last: int(tokens[end].line)}
			if len(labels) > 1 {
				d.Scope = labels[0]
			}
			found = append(found, d)
		}
		i = end
	}
	return found
}

func locals(tokens []token, partner []int32, open, end int) (found []Definition) {
	for i := open + 1; i < end && len(found) < MaxDefinitions; i++ {
		if j := partner[i]; int(j) > i {
			i = int(j)
		} else if t := tokens[i]; t.kind == word && t.starts() && tokens[i+1].is("=") {
			found = append(found, Definition{Name: t.text, Kind: Value, Scope: "local", First: int(t.line), Line: int(t.line), Head: int(t.line), Last: int(t.line)})
		}
		if n := len(found); n > 0 {
			found[n-1].Last = int(tokens[min(i, end-1)].last)
		}
	}
	return found
}

// sqlKinds are the objects that CREATE makes.
var sqlKinds = map[string]Kind{
	"table": Type, "view": Type, "type": Type, "domain": Type, "sequence": Value, "index": Value, "function": Function, "procedure": Function,
	"trigger": Function, "package": Type, "schema": Value,
}

// sqlSkipped stand between the kind and the name.
var sqlSkipped = map[string]bool{"if": true, "not": true, "exists": true, "body": true, "concurrently": true}

// defineSQL reads the statements CREATE.
func defineSQL(l *language, text string) []Definition {
	tokens := l.lex(text)
	var found []Definition
	for i := 0; i < len(tokens) && len(found) < MaxDefinitions; i++ {
		if !strings.EqualFold(tokens[i].text, "create") || tokens[i].kind != word {
			continue
		}
		k, kind, known := i+1, Kind(0), false
		for ; k < min(len(tokens), i+8) && !known; k++ {
			kind, known = sqlKinds[strings.ToLower(tokens[k].text)]
		}
		for known && k+1 < len(tokens) && (sqlSkipped[strings.ToLower(tokens[k].text)] || tokens[k].kind == sign || tokens[k+1].is(".") || dotted(tokens, k)) {
			k++ // quotation marks, schemas
		}
		if !known || k >= len(tokens) || tokens[k].kind != word {
			continue
		}
		end, head := sqlEnd(tokens, k, kind)
		found = append(found, Definition{
			Name: tokens[k].text, Kind: kind, First: int(tokens[i].line), Line: int(tokens[k].line), Head: head, Last: int(tokens[end].last),
		})
		i = max(i, end-1)
	}
	return found
}

// dotted reports whether a dot follows the name at k and its closing quotation mark.
func dotted(tokens []token, k int) bool {
	return k+2 < len(tokens) && tokens[k+1].kind == sign && tokens[k+2].is(".")
}

// sqlEnd returns the last token of a statement and the last line of its head. Those of functions can hold statements up to their END.
func sqlEnd(tokens []token, k int, kind Kind) (end, head int) {
	begun := false
	for head = int(tokens[k].line); k < len(tokens); k++ {
		switch t := tokens[k]; {
		case t.kind == word && kind == Function && strings.EqualFold(t.text, "begin"):
			begun = true
		case t.starts() && strings.EqualFold(t.text, "create"):
			return k - 1, head
		case t.starts() && strings.EqualFold(t.text, "end") && t.indent == 0:
			begun = false
		case t.is(";") && !begun:
			return k, head
		}
	}
	return len(tokens) - 1, head
}
