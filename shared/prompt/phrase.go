package prompt

import (
	"regexp"
	"slices"
	"strings"
)

// chosenPassword is the name here of what people choose as they choose a password, often of two words: the secret of web sessions, and a
// password that no form would have as a label.
const chosenPassword = "session_password"

var (
	// complaint is what a shell says when a variable is not set, or has in its place when it is: ${NAME:?text} and ${NAME:+text}.
	complaint = regexp.MustCompile(`^:?[?+]`)
	// ofForms are words of labels and messages in such names.
	ofForms = regexp.MustCompile(`RESET|CHANGE|FORG|CONFIRM|ENTER|INVALID|WRONG|SHOW|HIDE|NEW_|OLD_|CURRENT|LOGIN_`)
	// oddWord is a word with digits within it in the place of letters, as people spell passwords.
	oddWord = regexp.MustCompile(`(?:[A-Za-z][013457][A-Za-z]|^[A-Z]?[013457][a-z]{3})`)
	// titled are words with a capital each, or two words and a number.
	titled = regexp.MustCompile(`^(?:[A-Z][a-z]{2,}(?:\.[A-Z][a-z]{2,})+\d{0,4}|[A-Za-z]{3,}[./][A-Za-z]{3,}\d{1,4})$`)
	// slashed are words and a number with slashes between them.
	slashed = regexp.MustCompile(`^[A-Za-z]{3,}(?:/[A-Za-z]{3,})+/\d{1,4}$`)
	// ofPrograms are words of messages and types where words with capitals have points between them.
	ofPrograms = regexp.MustCompile(`(?i)error|message|label|valid|required|form|field|setting|config|string|text|type|default|value|system|model|option|placeholder|hint|title`)
	// year is a number as in "my dog Rex 2019".
	year = regexp.MustCompile(`\b\d{4}\b`)
	// numbered are words and a number.
	numbered = regexp.MustCompile(`^[A-Za-z]{3,}(?: [A-Za-z]{3,})+ \d{1,4}$`)
	// ofDates are words of a label with a year.
	ofDates = regexp.MustCompile(`(?i)\b(?:since|version|from|until|till|before|after|by|edition|release|rfc|iso|windows|office|server|copyright)\b`)
	// basic is a user and a password as the header Authorization has them in base64.
	basic = regexp.MustCompile(`^[\w.@+$-]+:[!-~]{3,}$`)
)

func isEnvironments(name string) bool {
	return variableName.MatchString(name) && !ofForms.MatchString(name)
}

// oddlySpelled reports whether a value of words with a point or a slash between them is a password by its spelling, and neither a member's name,
// a translation's key nor a path.
func oddlySpelled(value string) bool {
	if slashed.MatchString(value) {
		return !telling.MatchString(value)
	}
	if len(value) < 8 || strings.Count(value, "/") > 1 || strings.ContainsAny(value, " \t()[]{}<>\\:$") || telling.MatchString(value) || strings.ContainsAny(value[:1], "./~") {
		return false
	}
	parts := strings.FieldsFunc(value, func(r rune) bool { return r == '.' || r == '/' })
	if len(parts) < 2 || len(parts) > 4 {
		return false
	}
	for _, part := range parts {
		if isOddWord(part) {
			return true
		}
	}
	return titled.MatchString(value) && !ofPrograms.MatchString(value)
}

func isOddWord(word string) bool {
	letters := 0
	for i := range len(word) {
		if b := word[i] | 0x20; b >= 'a' && b <= 'z' {
			letters++
		}
	}
	return letters >= 3 && letters+2 >= len(word) && oddWord.MatchString(word)
}

// yearOrOddWord reports whether several words are no label: one is spelled with digits, or is a year.
func yearOrOddWord(value string) bool {
	if (year.MatchString(value) && strings.Count(value, " ") > 1 || numbered.MatchString(value)) && !ofDates.MatchString(value) {
		return true
	}
	for word := range strings.FieldsSeq(value) {
		if isOddWord(word) {
			return true
		}
	}
	return false
}

// isBasic reports whether a value is a user and a password in base64.
func isBasic(value string) bool {
	plain, ok := fromBase64(value)
	return ok && basic.MatchString(plain)
}

// walletPhrase is the phrase that restores a wallet, after its name: https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
var walletPhrase = regexp.MustCompile("^[\"'`]?[ \\t]*[:=(][ \\t]*[\"'`]?((?:[a-z]{3,8} ){11,23}[a-z]{3,8})\\b")

// phraseAfter returns the phrase of a wallet after a name, and where it begins; none if it is not of as many words as those, or a sentence.
func phraseAfter(name, rest string) (phrase string, at int) {
	if !containsOne(name, []string{"eed", "EED", "nemonic", "NEMONIC", "hrase", "HRASE"}) {
		return "", 0
	}
	m := walletPhrase.FindStringSubmatchIndex(firstLine(rest))
	if m == nil {
		return "", 0
	}
	phrase = rest[m[2]:m[3]]
	if (strings.Count(phrase, " ")+1)%3 != 0 || sentence.MatchString(phrase) {
		return "", 0
	}
	return phrase, m[2]
}

// fours are the passwords that Google makes for an app: https://support.google.com/accounts/answer/185833
var fours = regexp.MustCompile(`^[a-z]{4}(?: [a-z]{4}){3}$`)

// appPassword reports whether a value is such a password, and not four words.
func appPassword(value string) bool {
	return len(value) == 19 && fours.MatchString(value) && unspeakable(strings.ReplaceAll(value, " ", ""))
}

// isSpelled reports whether a value is no name, path, number or expression: words with a sign in or after them.
func isSpelled(value string) bool {
	at := strings.IndexAny(value, "!#$&*?@^")
	return len(value) >= minSecret && at > 0 && strings.IndexByte("#$&@", value[len(value)-1]) < 0 && !strings.ContainsAny(value, " \t()[]{}<>:/\\\"'=,;|") && !mail.MatchString(value) &&
		!telling.MatchString(value) && strings.ContainsFunc(value, isLetterOrDigit)
}

// isMachines reports whether a password's name says of which server, service or account it is, or is that of a key of networks or disks: no form
// has it as a label.
func isMachines(name string) bool {
	parts := partsOf(name)
	return endsIn(strings.Join(parts, ""), "passwd", "psk", "passphrase", "presharedkey") ||
		slices.ContainsFunc(parts[:len(parts)-1], func(part string) bool { return owners[part] }) && !ofForms.MatchString(strings.ToUpper(name))
}
