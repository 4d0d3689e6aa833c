package change

import (
	"regexp"
	"slices"
	"strings"
)

// marksAuthentication reports whether a trimmed line says that the code after it requires a login or a permission.
func marksAuthentication(text string) bool {
	return authenticationMarks.begins(strings.TrimPrefix(text, "@"))
}

var authenticationMarks = startingWith("login_required", "permission_required", "before_action :authenticate", "[Authorize", "PreAuthorize", "RolesAllowed", "UseGuards")

// removesAuthentication finds deleted authentication marks whose code stays: nothing is deleted beside them, and no such mark is added. It
// also finds lines that stay as they were but for a call or a middleware that asks who it is.
func removesAuthentication(f *shownFile) (found []line) {
	lines := f.allLines()
	for _, l := range lines {
		if l.kind == '+' && marksAuthentication(l.text) {
			return nil // moved or replaced
		}
	}
	for i, l := range lines {
		if l.kind != '-' {
			continue
		}
		alone := (i == 0 || lines[i-1].kind != '-') && (i+1 == len(lines) || lines[i+1].kind == ' ')
		if alone && marksAuthentication(l.text) || len(l.text) < 500 && containsAny(l.text, loginWords) && isCode(l.text) && losesGuard(lines[i+1:], l) {
			found = append(found, l)
		}
	}
	return found
}

// mayLoseAuthentication reports whether the file has deleted lines of which one may ask who it is.
func mayLoseAuthentication(f *shownFile) bool {
	return f.Deletions > 0 && f.runs && f.loses()&lostLogin != 0
}

// asksWho reports whether a trimmed line of code may be one that losesGuard looks at.
func asksWho(text string) bool {
	return len(text) < 500 && containsAny(text, loginWords) && guardNames.anyIn(text) && slices.ContainsFunc(codeWords(text), asksByName)
}

// loginWords are words of lines that losesGuard examines.
var loginWords = []string{"uth", "ogin"}

var (
	// guardWord is a name in a route or a handler that asks who it is, as Express, Laravel, Go's and Python's frameworks are used.
	guardWord = regexp.MustCompile(`(?i)^(?:(?:require|ensure|check|is|must|with|verify|need|protect)[_-]?(?:be[_-]?)?(?:auth\w*|log(?:ged)?[_-]?in|admin|jwt|token|session|user)\w*|(?:is)?auth(?:enticated?|oriz(?:ed?|ation)|entication)?(?:[_-]?(?:required|middleware|guard|only|handler|user|jwt|basic))*|(?:basic|jwt|bearer|token|admin|user|session)[_-]?(?:auth\w*|guard|required|only)|login[_-]?required|passport)$`)
)

// codeWords returns the words of a line, each with the dot or the colons after it.
func codeWords(text string) (words []string) {
	for i := 0; i < len(text); {
		if b := text[i]; b >= 0x80 || roles[b] != letterByte {
			i++
			continue
		}
		start := i
		for i < len(text) && (text[i] == '-' || text[i] < 0x80 && roles[text[i]] >= letterByte) {
			i++
		}
		switch rest := text[i:]; {
		case strings.HasPrefix(rest, "::"):
			i += 2
		case rest != "" && (rest[0] == '.' || rest[0] == ':'):
			i++
		}
		words = append(words, text[start:i])
	}
	return words
}

// losesGuard reports whether one of the lines that replace l has its words but for those around a guardWord, which none of them has.
func losesGuard(next []line, l line) bool {
	before := codeWords(l.text)
	if len(before) < 3 || !slices.ContainsFunc(before, asksByName) {
		return false
	}
	loses := false
	for _, n := range next {
		if n.kind == '-' {
			continue
		}
		if n.kind != '+' {
			break
		}
		after := codeWords(n.text)
		if slices.ContainsFunc(after, asksByName) {
			return false
		}
		if len(after) >= 2 && len(after) < len(before) && len(after)*2 >= len(before) && after[0] == before[0] && within(after, before) {
			loses = true
		}
	}
	return loses
}

// asksByName reports whether the word is a guardWord.
func asksByName(word string) bool {
	return guardNames.anyIn(word) && guardWord.MatchString(word)
}

// guardNames are parts of such words.
var guardNames = needlesOf(map[string][]int{"auth": {0}, "log": {0}, "admin": {0}, "jwt": {0}, "token": {0}, "session": {0}, "user": {0}, "passport": {0}})

// within reports whether the words stand in all in this order.
func within(words, all []string) bool {
	for _, word := range all {
		if len(words) > 0 && words[0] == word {
			words = words[1:]
		}
	}
	return len(words) == 0
}
