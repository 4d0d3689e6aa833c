package prompt

import (
	"regexp"
	"strings"
)

// wrapped matches the text before a value's quote: a call, a prefix of the string, or Erlang's sign of a binary.
var wrapped = regexp.MustCompile(`^(?:(?:\[\]byte|(?:new[ \t]+)?[A-Za-z_][\w.:]{0,30}(?:\(\)\.\w{1,30})?!?)\([ \t]*|ConvertTo-SecureString[ \t]+(?:-String[ \t]+)?|<<)?(?:raw|[bBrRuUfF@$]{0,2}#*)`)

// asked is a call whose argument only names what it returns.
var asked = regexp.MustCompile(`(?i)(?:prompt|ask|get|read|input|look|fetch|find|load|sheet|param|translate)\w*\([ \t]*$`)

// isLabelOf reports whether a call only names by the value what it returns.
func isLabelOf(call, value string) bool {
	return asked.MatchString(call) && !looksRandom(value) && !looksChosen(value)
}

// letterQuotes is a string of Perl or Ruby between brackets.
var letterQuotes = regexp.MustCompile(`^%?(?:q[qw]?|Q|W)?[{(\[/|]([^\s{}()\[\]|"']+)[})\]/|]`)

// readValue reads the value at offset at: the text between quotes, or up to the end of a bare one.
func readValue(text string, at int) (value string, from int, kind valueKind) {
	if m := letterQuotes.FindStringSubmatchIndex(text[at:]); m != nil {
		return text[at+m[2] : at+m[3]], at + m[2], quotedValue
	}
	w := wrapped.FindString(text[at:])
	q := at + len(w)
	escaped := strings.HasPrefix(text[q:], `\`)
	if escaped {
		q++
	}
	if q < len(text) && strings.IndexByte("\"'`", text[q]) >= 0 {
		quote := text[q]
		for q < len(text) && text[q] == quote && !escaped && strings.HasPrefix(text[q:], strings.Repeat(string(quote), 3)) {
			q += 2 // """ of Python and others
		}
		for to := q + 1; to < len(text) && text[to] != '\n'; to++ {
			if text[to] == '\\' && !escaped {
				to++
			} else if text[to] == quote {
				value = text[q+1 : to]
				if isLabelOf(w, value) {
					return "", at, quotedValue
				}
				return strings.TrimSuffix(value, `\`), q + 1, quotedValue
			}
		}
		return "", at, quotedValue
	}
	to := at
	for to < len(text) && strings.IndexByte(" \t\r\n\"'`<>", text[to]) < 0 && !(text[to] == ';' && fieldEnds(text[to+1:])) && !(text[to] == ',' && to+1 < len(text) && text[to+1] <= ' ') {
		if text[to] == '<' {
			break
		}
		if text[to] == '&' && queryField.MatchString(text[to:]) {
			break
		}
		to++
	}
	if m := unseenRun.FindString(text[at:]); len(m) > to-at {
		to = at + len(m)
	}
	if line := strings.TrimRight(firstLine(text[at:]), " \t\r"); appPassword(line) {
		to = at + len(line)
	}
	return strings.TrimRight(text[at:to], ",.)}]"), at, bareValue
}

// fieldEnds reports whether what follows a semicolon is no part of the value before it: nothing, a blank, or the next field of an address of a
// database.
func fieldEnds(after string) bool {
	return after == "" || strings.IndexByte(" \t\r\n\"'`<>})]\\;", after[0]) >= 0 || nextField.MatchString(after)
}

// nextField starts the next field of an address of a database, queryField that of a query; unseenRun is a run with code points that visible has
// named.
var (
	nextField  = regexp.MustCompile(`^[A-Za-z][\w .-]*=`)
	queryField = regexp.MustCompile(`^&(?:amp;)?[A-Za-z_][\w.-]*=`)
	unseenRun  = regexp.MustCompile(`^[\w./+=-]*(?:<U\+[0-9A-F]{4,6}>[\w./+=-]*)+`)
)

// inString reports whether offset at of its line is within quotes.
func inString(text string, at int) bool {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	return strings.Count(line, `"`)%2 == 1 || strings.Count(line, "`")%2 == 1 || strings.Count(line, "'")%2 == 1
}
