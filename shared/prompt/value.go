package prompt

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// nameKind is the kind of value that a name suggests.
type nameKind int

const (
	plainName  nameKind = iota
	keyName             // a key or token: random
	secretName          // a password: any text
)

// valueKind is the form in which a value is written.
type valueKind int

const (
	quotedValue valueKind = iota
	bareValue             // without quotes in a file of settings
)

var (
	// reference is a value that is set elsewhere: a variable, a template's field, an environment's or a store's entry.
	reference = regexp.MustCompile(`(?i)^\$\{?[a-z_][a-z0-9_.:-]*\}?$|\$\{|\$\(|\{\{|\}\}|#\{|%\{|^%[a-z_]+%$|^%\(|^%[sdvq]$|\.%[sd]\b|^\$[a-z_]\w*(?:\[|->)|^<[^>]*>?$|<[a-z_ -]+>|^\[[a-z _-]+\]$|^@[\w.]+\(|^@[\w.-]+@$|^\{[a-z_][\w.]*\}$|^ENC[\[(]|^\{cipher\}|^credentialsJSON:|^(?-i:\*[a-z]+(?:[_-][a-z]+)*\d?$)|^Ag[A-Za-z0-9+/]{250,}=*$|^(?-i:Read|Get|New|ConvertTo|ConvertFrom|Import)-[A-Z][a-z]|^!(?:ref|vault|sub|secret|env|getatt)\b|\benv[.(:\[]|environ|getenv|secrets?\.[a-z]|^(?:var|local|data|module|self|this|args|opts|options|config|cfg|settings|params|props|req|request|ctx|process|viper|flag|input|inputs|form|body|steps|needs|github)\.|^(?:arn|vault|ssm|gcp|awssm|op|file|ref\+\w+|keyring|secretsmanager|env):|^(?:https?|ftp|s3|gs|file)://`)
	// standsFor is a word in place of a value.
	standsFor = regexp.MustCompile(`(?i)example|change[-_ ]?(?:me|it|this)|\byour|your[-_]|placeholder|redacted|\bdummy|xxxx|\*{3,}|\.{3,}|\btodo\b|lorem|replace[-_ ]?(?:me|with|this)|insert[-_ ]|goes[-_]here|fill[-_]?in|<U\+FFFD>|not[-_]?set|\bunset\b|_{4,}|0{8,}|1234567890abcdef|deadbeef|abcdefghij|qwertyuiop|0123456789ab`)
	// ordinary are words that describe a password, a type or a rule of validation.
	ordinary = regexp.MustCompile(`(?i)^(?:string|str|text|varchar|char|bytes?|int|integer|number|bool|boolean|object|any|unknown|undefined|null|nil|none|true|false|yes|no|on|off|required|optional|nullable|sometimes|confirmed|hashed|encrypted|plain|plaintext|default|disabled|enabled|empty|hidden|input|field|type|name|value|secure|basic|bearer|oauth2?|bcrypt|argon2i?d?|scrypt|md5|sha\d+|static|dynamic|manual|automatic|invalid|missing|unauthorized|forbidden|expired|weak|strong|prompt|ask|file|env|vault|keychain|generated?|auto|random|test|tests|public)(?:\b.*[|].*)?$`)
	dotted   = regexp.MustCompile(`^[A-Za-z_$][\w$-]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$-]*)+(?:[(\[].*)?$`)
	call     = regexp.MustCompile(`^[A-Za-z_$][\w$.:>-]*\(|\($`)
	dated    = regexp.MustCompile(`^v?\d{1,4}[.-]\d{1,2}(?:[.-]\w+)*$`)
	// authorized is a header's value: a scheme and a token.
	authorized = regexp.MustCompile(`^(?i:basic|bearer|token|ssws|apikey|api-key|key|geniekey|splunk|bot)[ \t]+[\w.~+/=:-]+$`)
	uuid       = regexp.MustCompile(`(?i)^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	words      = regexp.MustCompile(`^[a-z]{2,12}(?: [a-z]{2,12}){3,23}$`)
	sentence   = regexp.MustCompile(`(?i)\b(?:is|are|was|be|the|a|an|your|must|not|to|of|for|please|enter|and|or|with|in|on|cannot|should|has|have|password|passphrase|token|secret|key)\b`)
	telling    = regexp.MustCompile(`(?i)pass|pwd|secret|token|key(?:[^b]|$)|cred|auth|login|user`)
	unseenIn   = regexp.MustCompile(`<U\+[0-9A-F]{4,6}>`)
	public     = regexp.MustCompile(`^pk_(?:test|live)_|^B[\w-]{86}$|^(?:sha(?:1|256|384|512)|md5)[-:]|^AAAA(?:[BCE]\w|GnNr)|^ssh-|^6L[\w-]{38}$`)
)

func isPlaceholder(value string) bool {
	return standsFor.MatchString(value) || reference.MatchString(value) || same(value)
}

func same(value string) bool {
	_, n := utf8.DecodeRuneInString(value)
	return strings.ReplaceAll(value, value[:n], "") == ""
}

// isSecretValue reports whether a value under a name is a credential, and neither a reference to one, a placeholder, nor another thing's ID.
func isSecretValue(name, value string, kind valueKind) bool {
	named := kindOfName(name)
	value = unseenIn.ReplaceAllString(value, "")
	switch {
	case named == plainName, isPlaceholder(value), ordinary.MatchString(value), passwordWords[strings.ToLower(value)], public.MatchString(value), variableName.MatchString(value):
		return false
	case named == secretName && oddlySpelled(value):
		return true
	case isPath(value), dotted.MatchString(value) && !looksRandom(lastPart(value)), call.MatchString(value) && kind == bareValue:
		return false
	case authorized.MatchString(value):
		token := value[strings.IndexByte(value, ' ')+1:]
		return len(token) >= 12 && looksRandom(token)
	case strings.ContainsAny(value, " \t"):
		if kind == quotedValue && named == keyName {
			return !sentence.MatchString(value) && slices.ContainsFunc(strings.Fields(value), looksChosen)
		}
		return named == secretName && appPassword(value) || kind == quotedValue && named == secretName && (words.MatchString(value) || name == chosenPassword || yearOrOddWord(value)) && !sentence.MatchString(value)
	case named == secretName:
		return len(value) >= 5 && !isIdentifier(value) && strings.ContainsFunc(value, isLetterOrDigit)
	}
	least := 10 // bytes of a key
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, "salt"):
		least = minSecret
	case strings.HasSuffix(lower, "secret") && isSpelled(value):
		return true
	}
	return len(value) >= least && !dated.MatchString(value) && (uuid.MatchString(value) || looksRandom(value) || isBasic(value))
}

func lastPart(value string) string { return value[strings.LastIndexAny(value, ".:>")+1:] }

// isLetterOrDigit reports whether r is one of those in which people type passwords: labels of forms have no others in many languages.
func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// isIdentifier reports whether value is a name of something that has to do with secrets, as in "password: newPassword".
func isIdentifier(value string) bool {
	for i := range len(value) {
		if b := value[i]; !(b == '_' || b == '-' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z') {
			return false
		}
	}
	for _, part := range partsOf(value) {
		if telling.MatchString(part) {
			return true
		}
	}
	return false
}

// isPath reports whether value is made of words between slashes.
func isPath(value string) bool {
	if !strings.Contains(value, "/") {
		return false
	}
	random := 0
	for part := range strings.SplitSeq(value, "/") {
		if looksRandom(part) {
			random++
		}
		if part = strings.TrimLeft(part, ".~"); part != "" && (strings.ContainsAny(part, "+=@!#&*") || len(part) >= 12 && looksRandom(part) || random > 1) {
			return false
		}
	}
	return strings.HasPrefix(value, "/") || strings.HasPrefix(value, ".") || strings.HasPrefix(value, "~") || strings.Count(value, "/") > 1 || !looksRandom(value)
}

// looksRandom reports whether value looks like drawn characters: many, with changes between kinds of them as words do not have.
func looksRandom(value string) bool {
	const lower, upper, digit, other = 1, 2, 3, 4
	changes, digits, hex, letters, last := 0, 0, true, 0, 0
	for i := range len(value) {
		kind := other
		switch b := value[i]; {
		case b >= '0' && b <= '9':
			kind = digit
			digits++
		case b >= 'a' && b <= 'z':
			kind = lower
			letters++
			hex = hex && b <= 'f'
		case b >= 'A' && b <= 'Z':
			kind = upper
			letters++
			hex = hex && b <= 'F'
		default:
			hex = false
		}
		if kind != last && last != 0 && kind != other && last != other && !(last == upper && kind == lower && i > 1 && !isUpper(value[i-2])) {
			changes++
		}
		last = kind
	}
	switch {
	case len(value) < 8 || entropy(value) < 2.7:
		return false
	case digits == 0:
		return letters >= 20 && changes*4 >= len(value) || letters == len(value) && letters >= 32 && changes == 0 && unspeakable(value)
	case hex:
		return len(value) >= 16 && letters > 0
	}
	return changes >= 3 && changes*8 >= len(value) || changes >= 8 || len(value) >= 24 && letters+digits == len(value) && digits <= 4 && unspeakable(value) || len(value) >= 16 && letters > 0 && drawnSymbols(value)
}

// unspeakable reports whether letters have fewer vowels than words do.
func unspeakable(letters string) bool {
	vowels := 0
	for i := range len(letters) {
		if strings.IndexByte("aeiou", letters[i]|0x20) >= 0 {
			vowels++
		}
	}
	return vowels*10 < 3*len(letters)
}

// drawnSymbols reports whether at least four kinds of signs stand in value as Django and password makers draw them, but not as in an
// expression.
func drawnSymbols(value string) bool {
	kinds := 0
	for _, sign := range "!@#$%^&*(=+)~?" {
		if strings.ContainsRune(value, sign) {
			kinds++
		}
	}
	return kinds >= 4 && !strings.ContainsAny(value, `\[]{}<>|"' `)
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

// entropy is Shannon's, in bits a byte.
func entropy(s string) (bits float64) {
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}
