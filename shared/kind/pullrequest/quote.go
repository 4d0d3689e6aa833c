package pullrequest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// Bounds on a quotation that counts as proof.
const (
	leastSaid = 12 // characters outside blanks, comments and strings: "return err" is everywhere
	mostLines = 5
)

// printed matches the prefix of a line in the model's input: its number and its mark.
var printed = regexp.MustCompile(`^\s*[0-9]+ [ +~] `)

// quotedCode returns the lines of code of a quotation, without the decoration that models add.
func quotedCode(path, quote string) (code []string, said int) {
	quote = strings.TrimSpace(quote)
	if inner := fenced.FindStringSubmatch(quote); inner != nil {
		quote = inner[1]
	} else if n := len(quote); n > 2 && quote[0] == '`' && quote[n-1] == '`' && !strings.Contains(quote[1:n-1], "`") {
		quote = quote[1 : n-1]
	}
	lines := strings.Split(quote, "\n")
	if !slices.ContainsFunc(lines, func(l string) bool { return !printed.MatchString(l) }) {
		for i, l := range lines {
			lines[i] = l[len(printed.FindString(l)):]
		}
	}
	found, _ := symbols.CodeLines(path, strings.Join(lines, "\n"))
	for _, l := range found {
		if l.Code != "" {
			code, said = append(code, l.Code), said+l.Said
		}
	}
	return code, said
}

// holdsCode looks for the quotation in a file as whole lines of code, one after the other: comments and strings prove nothing, because the
// author of the change may have written them to mislead. Nor do lines that are common everywhere, or lines in a language whose comments can't
// be recognized.
//
// It returns the first and the last of these lines, from 1; 0 if the file has no such lines.
func holdsCode(path, file, quote string) (first, last int) {
	wanted, said := quotedCode(path, quote)
	if len(wanted) == 0 || len(wanted) > mostLines || said < leastSaid {
		return 0, 0
	}
	lines, _ := symbols.CodeLines(path, file)
	var code []string
	var numbers []int
	for i, l := range lines {
		if l.Code != "" {
			code, numbers = append(code, l.Code), append(numbers, i+1)
		}
	}
	for i := 0; i+len(wanted) <= len(code); i++ {
		if slices.Equal(code[i:i+len(wanted)], wanted) {
			return numbers[i], numbers[i+len(wanted)-1]
		}
	}
	return 0, 0
}
