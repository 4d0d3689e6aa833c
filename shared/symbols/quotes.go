package symbols

import "strings"

// Strings of single languages.
var (
	csharpQuotes = []quote{
		with(quote{open: `$"""`, close: `"""`, raw: true, lines: true}, "{", false), {open: `"""`, close: `"""`, raw: true, lines: true},
		with(quote{open: `$@"`, close: `"`, raw: true, lines: true}, "{", false), with(quote{open: `@$"`, close: `"`, raw: true, lines: true}, "{", false),
		{open: `@"`, close: `"`, raw: true, lines: true}, with(quote{open: `$"`, close: `"`}, "{", false), double, character,
	}
	pythonQuotes = prefixed([]quote{tripleDouble, tripleSingle, double, single})
)

// prefixed adds Python's prefixes of strings. Those with an f hold expressions.
func prefixed(quotes []quote) []quote {
	var all []quote
	for _, prefix := range strings.Fields("rb rB Rb RB br bR Br BR fr fR Fr FR rf rF Rf RF f F r R b B u U") {
		for _, q := range quotes {
			q.open = prefix + q.open
			if strings.ContainsAny(prefix, "fF") {
				q.holds = "{"
			}
			all = append(all, q)
		}
	}
	return append(all, quotes...)
}

// cRawString returns the length of R"delimiter(…)delimiter", 0 if rest starts with none.
func cRawString(rest string) int {
	if !strings.HasPrefix(rest, `R"`) {
		return 0
	}
	open := strings.IndexByte(rest, '(')
	if open < 0 || open > 20 {
		return 0
	}
	return through(rest, open, ")"+rest[2:open]+`"`)
}

// csharpString returns the length of $$"""…""", in which one brace is no expression's; those are not read.
func csharpString(rest string) int {
	n := len(rest) - len(strings.TrimLeft(rest, "$"))
	if n < 2 || !strings.HasPrefix(rest[n:], `"""`) {
		return 0
	}
	return through(rest, n+3, `"""`)
}

// rustString returns the length of r"…" or r#"…"#.
func rustString(rest string) int {
	if rest[0] != 'r' {
		return 0
	}
	return hashed(rest, 1)
}

// swiftString returns the length of #"…"#.
func swiftString(rest string) int {
	if rest[0] != '#' {
		return 0
	}
	return hashed(rest, 0)
}

func hashed(rest string, from int) int {
	n := from
	for at(rest, n) == '#' {
		n++
	}
	if at(rest, n) != '"' {
		return 0
	}
	return through(rest, n+1, `"`+rest[from:n])
}

// through returns the offset after the end, which is looked for behind from; everything is inside without it.
func through(rest string, from int, end string) int {
	if i := strings.Index(rest[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(rest)
}
