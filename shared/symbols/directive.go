package symbols

// directiveKind marks the one token of a directive #define: the name, with the lines of the whole.
const directiveKind tokenKind = 9

// balance removes the directives of C's preprocessor but for the names that they define. Of alternatives, those whose braces do not match
// lose them, so that "#if A … f() { #else … g() { #endif" opens one block.
func balance(tokens []token) []token {
	out := make([]token, 0, len(tokens))
	var branches []int // where the open alternatives begin, -1 for the first of each
	for i := 0; i < len(tokens); {
		if t := tokens[i]; !t.is("#") || !t.starts() {
			out = append(out, t)
			i++
			continue
		}
		end := i + 1
		for end < len(tokens) && !tokens[end].starts() {
			end++
		}
		if name := i + 1; name < end {
			switch tokens[name].text {
			case "define":
				if name+1 < end && tokens[name+1].kind == word {
					d := tokens[name+1]
					d.kind, d.indent, d.last = directiveKind, tokens[i].indent, tokens[end-1].last
					out = append(out, d)
				}
			case "if", "ifdef", "ifndef":
				branches = append(branches, -1)
			case "else", "elif", "elifdef", "elifndef":
				if n := len(branches); n > 0 {
					out = drop(out, branches[n-1])
					branches[n-1] = len(out)
				}
			case "endif":
				if n := len(branches); n > 0 {
					out = drop(out, branches[n-1])
					branches = branches[:n-1]
				}
			}
		}
		i = end
	}
	return out
}

// drop removes the braces of the alternative that begins at from, unless they match.
func drop(tokens []token, from int) []token {
	if from < 0 {
		return tokens
	}
	depth := 0
	for _, t := range tokens[from:] {
		switch {
		case t.is("{"):
			depth++
		case t.is("}"):
			depth--
		}
	}
	if depth == 0 {
		return tokens
	}
	kept := tokens[:from]
	for _, t := range tokens[from:] {
		if !t.is("{") && !t.is("}") {
			kept = append(kept, t)
		}
	}
	return kept
}
