package prompt

import (
	"regexp"
	"strings"
)

var (
	// signed is the signature of an address that opens what it names to anybody, as Azure's, Amazon's, Google's and Alibaba's storages give out.
	signed = regexp.MustCompile(`(?i)[?&](?:amp;)?(?:sig|signature|x-(?:amz|goog|oss)-signature)=([\w%+/=.~-]{20,})`)
	// oracle is the user and password of Oracle's thin driver: https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html
	oracle = regexp.MustCompile(`\bjdbc:oracle:\w+:[^/@\s"']+/([^@\s"']+)@`)
	// jwkPrivate is the private half of a JSON Web Key: RFC 7518, 6.2.2, 6.3.2 and 6.4.1.
	jwkPrivate = regexp.MustCompile(`"(?:d|p|q|dp|dq|qi|k)"[ \t]*:[ \t]*"([\w-]{20,})"`)
	// puttyPrivate is the private part of PuTTY's key file: https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html
	puttyPrivate = regexp.MustCompile(`\bPrivate-Lines:[ \t]*\d+((?:\n[A-Za-z0-9+/=]{4,64})+)`)
	// awsPair is a secret access key right after its ID: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
	awsPair = regexp.MustCompile(`\bA[KS]IA[A-Z0-9]{16}["'\s,;:|&/]{1,40}(?:\w{1,30}[ \t]*[=:][ \t]*)?["']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`)
	// loginCall is a call that takes a user and a password, by their places.
	loginCall = regexp.MustCompile(`(?i)\b(?:log_?in|sign_?in|authenticate|(?:set_?|use_?|http_?)?(?:basic_?|digest_?|plain_?)?auth|\w*credentials?|connect|mysqli|(?:get)?connection|\w*client(?:\.new)?|algoliasearch|(?:create|add|new)_?(?:super|admin)?_?user|\w*_bind\w*|set_access_token|database)\(((?:[^()\n]|\([^()\n]*\))*)\)`)
	// argument is a string among its arguments that is not the first one.
	argument = regexp.MustCompile("[,=][ \\t]*[\"'`]([^\"'`\\n]+)[\"'`]")
	// onlyArgument is the key that an API's client takes alone or first.
	onlyArgument = regexp.MustCompile("^[ \\t]*[\"'`]([A-Za-z0-9_-]{32,})[\"'`][ \\t]*(?:,|$)")
	mail         = regexp.MustCompile(`^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$`)
)

// logins calls add for each password that a call takes without a name.
func logins(text string, add func(rule, match, value string)) {
	for _, call := range loginCall.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(call[0][:strings.IndexByte(call[0], '(')])
		if m := onlyArgument.FindStringSubmatch(call[1]); m != nil && strings.Contains(name, "client") && looksRandom(m[1]) && !uuid.MatchString(m[1]) && !isPlaceholder(m[1]) && !public.MatchString(m[1]) {
			add(commandRule, m[0], m[1])
		}
		for _, m := range argument.FindAllStringSubmatch(call[1], -1) {
			if m[0][0] == '=' && strings.HasSuffix(name, "user") {
				continue // a user's role or title by its name
			}
			if value := m[1]; (looksChosen(value) || len(value) == 32 && looksRandom(value) || takesPassword.MatchString(name) && looksTyped(value)) && !isPlaceholder(value) && !isPath(value) && !dotted.MatchString(value) {
				add(commandRule, m[0], value)
			}
		}
	}
}

// takesPassword are the names of calls that take a user and a password, and nothing else.
var takesPassword = regexp.MustCompile(`^(?:log_?in|sign_?in|authenticate|\w*auth|\w*credentials?)$`)

// looksTyped reports whether the second argument of such a call is a password: words with a digit or a sign.
func looksTyped(value string) bool {
	return len(value) >= 8 && strings.ContainsAny(value, signs+"0123456789") && strings.ContainsAny(strings.ToLower(value), "abcdefghijklmnopqrstuvwxyz") &&
		!strings.ContainsAny(value, " \t/:(){}<>") && !mail.MatchString(value) && !isIdentifier(value) && !uuid.MatchString(value)
}

// keyLines calls add for each line of PuTTY's private keys.
func keyLines(text string, add func(rule, match, value string)) {
	for _, m := range puttyPrivate.FindAllStringSubmatch(text, -1) {
		for line := range strings.FieldsSeq(m[1]) {
			add(keyRule, line, line)
		}
	}
}

// signs are those that passwords have and names have not.
const signs = "!#$%&*?@^+="

// looksChosen reports whether a word looks like a password that people choose or draw: letters, digits, and letters of the other case or signs
// as no identifier, address or version has.
func looksChosen(word string) bool {
	var lower, upper, digit, sign bool
	for i := range len(word) {
		switch b := word[i]; {
		case b >= '0' && b <= '9':
			digit = true
		case b >= 'a' && b <= 'z':
			lower = true
		case isUpper(b):
			upper = true
		case strings.IndexByte(signs, b) >= 0:
			sign = true
		case strings.IndexByte(" \t/:(){}<>", b) >= 0:
			return false
		}
	}
	return len(word) >= 8 && word[0] != '-' && digit && lower && (upper && looksRandom(word) || sign) && !mail.MatchString(word)
}
