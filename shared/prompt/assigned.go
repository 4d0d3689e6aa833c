package prompt

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// assignedRule names values under a name such as password.
const assignedRule = "password"

// stems are parts of names such as password, by their first letter in lower case.
var stems = [256][]string{
	'p': {"pass", "pwd", "phrase", "pw", "pat", "psk", "pepper"}, 's': {"secret", "salt", "seed", "sas", "senha", "salasana"}, 't': {"token"}, 'k': {"key", "kennwort"}, 'c': {"cred", "cookie", "clave"},
	'a': {"auth", "apikey"}, 'm': {"mnemonic", "motdepasse"}, 'b': {"bearer"}, 'j': {"jwt"}, 'w': {"webhook", "wachtwoord"}, 'd': {"dsn"},
	'l': {"losenord"}, 'h': {"heslo"}, 'r': {"rase"},
}

// stemStarts are the starts of stems in any case.
var stemStarts = func() *startSet {
	var set startSet
	for _, list := range stems {
		for _, stem := range list {
			set.addAnyCase(stem)
		}
	}
	return &set
}()

// nameByte are the bytes of names of variables, keys and options.
var nameByte = func() (set [256]bool) {
	for b := range 256 {
		set[b] = isWordByte(byte(b)) || b == '-' || b == '.'
	}
	return set
}()

// between matches the text between a name and its value: a closing quote or bracket, a type, and a sign that assigns, compares or calls.
var between = regexp.MustCompile("^(?:\\\\?[\"'`])?(?:\\)|\\])*(?:\\?|!)?[ \\t]*(?:" +
	`:[ \t]*[>|][+-]?[ \t]*\n[ \t]*` + // a block of YAML
	`|[ \t]+PIC[ \t]+\S+[ \t]+VALUE[ \t]+` + // as in COBOL
	`|:[ \t]*(?:\[\])?[&*A-Za-z_][\w.<>\[\]?&' |]{0,40}[ \t]*=[ \t]*` + // a type, as in TypeScript, Kotlin, Rust
	`|[ \t](?i:As)[ \t]+(?i:String)[ \t]*=[ \t]*` + // as in Visual Basic
	`|[ \t]*\{[ \t]*get;[^{}\n]*\}[ \t]*=[ \t]*` + // a property of C#
	`|:[ \t]*!!(?:str|binary)[ \t]+(?:\|[ \t]*\n[ \t]*)?` + // a tag of YAML
	`|(?:string|\[\]byte|&str|String|const char\*)[ \t]+=[ \t]*` + // a type, as in Go
	`|(?::=|===?|!==?|=>|->|\?=|\+=|\|\|=?|\?\?=?|<<?-|=|:|,)[ \t]*` +
	"|[({][ \\t]*" +
	")")

// number256 is a number as long as the private keys of blockchains, which their languages write without quotes.
var number256 = regexp.MustCompile(`^0x[0-9a-fA-F]{64}$`)

// nextValue is a value in an entry or a tag of its own, after the name's.
var nextValue = regexp.MustCompile(`^\\?["']?,?[ \t]*(?:\n[ \t+-]*)?\\?["']?[vV]alue\\?["']?[ \t]*[:=]>?[ \t]*`)

// nextElement is a value in the element after the name's, as in property lists and Hadoop's settings.
var nextElement = regexp.MustCompile(`^</(?:key|name)>[ \t]*(?:\n[ \t+-]*)?<(?:string|value)>([^<\n]+)</`)

// goesOn is the next part of a string that a program joins.
var goesOn = regexp.MustCompile("^[\"'`][ \\t\\r\\n+.&\\\\]+[\"'`]([^\"'`\\s]{4,})[\"'`]")

// property is the text of an element that an attribute names.
var property = regexp.MustCompile(`^["'][ \t]*>([^<>\n]+)</`)

// attributed is the text of an element that has attributes, or of an element Value within it.
var attributed = regexp.MustCompile(`^(?:(?:[ \t]+[\w:.-]+="[^"\n]*")+>|>[ \t]*(?:\n[ \t+-]*)?<[vV]alue>)([^<>\n]+)</`)

// cdata begins text of XML that has no tags: XML 1.0, 2.7.
const cdata = "<![CDATA["

// owner is the key of whom a credential is, below the telling one, as in Chef's attributes.
var owner = regexp.MustCompile(`^["']\]\[["']([a-z][\w-]*)["']\]`)

// listed is a list under a name, and element one of its values.
var (
	listed  = regexp.MustCompile(`^[\[({][ \t\r\n]*[\"'\x60]`)
	keyed   = regexp.MustCompile(`^(?::|=>)`) // what seemed an element is a key
	element = regexp.MustCompile("^[\"'`]([^\"'`\\n]+)[\"'`][ \\t\\r\\n]*,?[ \\t\\r\\n]*")
)

// assigned calls add for each credential that a text of the file at name gives to a telling name.
func assigned(name, text string, places []int, add func(rule, match, value string)) {
	if isKeyFile(name) {
		for line := range strings.SplitSeq(text, "\n") {
			if value := strings.TrimSpace(line); !strings.ContainsAny(value, " \t") && !isPlaceholder(value) && looksRandom(value) {
				add(genericRule, value, value)
			}
		}
	}
	kind := kindOfText(name)
	addSecret := func(rule, match, value string) {
		if rule != assignedRule || strings.ContainsAny(value, signs+"0123456789") || !translations.MatchString(name) {
			add(rule, match, value)
		}
	}
	past := 0 // the name before
	for _, at := range places {
		if at < past || !stemStarts.has(text[at], text[at+1], text[at+2]) || !hasStem(text[at:]) {
			continue
		}
		start, end := at, at
		for start > 0 && nameByte[text[start-1]] {
			start--
		}
		for end < len(text) && (nameByte[text[end]] || text[end] >= utf8.RuneSelf) { // contraseña
			end++
		}
		past = end
		if end-start <= 80 {
			assignedTo(text, start, end, kind, addSecret)
		}
	}
}

func hasStem(text string) bool {
	for _, stem := range stems[text[0]|0x20] {
		if len(text) >= len(stem) && strings.EqualFold(text[:len(stem)], stem) {
			return true
		}
	}
	return false
}

// assignedTo reads the value of the name text[start:end].
func assignedTo(text string, start, end int, in textKind, add func(rule, match, value string)) {
	name := strings.Trim(text[start:end], ".-")
	bare := in != sourceText
	switch before := text[max(0, start-12):start]; {
	case strings.EqualFold(name, "key") && (keyOf.MatchString(before) || strings.HasSuffix(before, "?") || strings.HasSuffix(before, "&")):
		name = "api_key"
	case (strings.EqualFold(name, "key") || name == "keys") && keyUse.MatchString(text[max(0, start-100):min(len(text), end+100)]):
		name = "signing_key"
	case name == "secret" && sessions.MatchString(text[max(0, start-100):min(len(text), end+200)]):
		name = chosenPassword
	}
	switch {
	case kindOfName(name) == plainName, strings.HasSuffix(text[:start], "${") && complaint.MatchString(text[end:]):
		return
	case kindOfName(name) == secretName && (bare && isEnvironments(name) && !strings.HasSuffix(text[:start], `"`) || isMachines(name)):
		name = chosenPassword
	}
	found := func(value string, at int, kind valueKind) {
		if isSecretValue(name, value, kind) {
			add(ruleOf(name), text[start:at+len(value)], value)
		}
	}
	rest := text[end:]
	if m := owner.FindStringSubmatch(rest); m != nil && !otherNames[m[1]] {
		end += len(m[0])
		rest = text[end:]
	}
	if rest == "" {
		return
	}
	if phrase, at := phraseAfter(name, rest); phrase != "" {
		add(assignedRule, text[start:end+at+len(phrase)], phrase)
		return
	}
	for _, form := range []*regexp.Regexp{property, nextElement, attributed} { // <property name="password">x</property>, <key>password</key><string>x</string>, <password type="y">x</password>
		if m := form.FindStringSubmatchIndex(rest); m != nil {
			found(rest[m[2]:m[3]], end+m[2], bareValue)
			return
		}
	}
	if rest[0] == '>' { // <password>x</password>, but not -> or =>
		if inner, _, ok := strings.Cut(rest[1:], "]]></"); ok && strings.HasPrefix(inner, cdata) && !strings.Contains(inner, "\n") {
			found(inner[len(cdata):], end+1+len(cdata), bareValue)
			return
		}
		if to := strings.IndexAny(rest, "<\n"); to > 1 && strings.HasPrefix(rest[to:], "</") && start > 0 && text[start-1] == '<' {
			found(rest[1:to], end+1, bareValue)
		}
		return
	}
	if m := nextValue.FindString(rest); m != "" {
		value, at, kind := readValue(text, end+len(m))
		found(value, at, kind)
		return
	}
	if at := defaultAt(rest); at > 0 {
		value, at, kind := readValue(text, end+at)
		found(value, at, kind)
		return
	}
	m := between.FindString(rest)
	if m == "" {
		option := strings.HasPrefix(text[start:], "-") && (rest[0] == ' ' || rest[0] == '\t') // --password x
		if m = toldValue(name, rest); m == "" {
			if !option && !spaced(text, start, rest) {
				return
			}
			m = rest[:len(rest)-len(strings.TrimLeft(rest, " \t"))]
		}
	}
	m = untyped(m, rest[len(m):])
	at := end + len(m)
	if l := listed.FindString(text[at:]); l != "" {
		for at += len(l) - 1; ; {
			e := element.FindStringSubmatch(text[at:])
			if e == nil || keyed.MatchString(text[at+len(e[0]):]) {
				return
			}
			if isSecretValue(name, e[1], quotedValue) {
				add(ruleOf(name), e[0], e[1])
			}
			at += len(e[0])
		}
	}
	if joined := fragments(text, at, firstLine(text[at:]), bare); len(joined) > 1 {
		if isSecretValue(name, together(joined), quotedValue) {
			for _, p := range joined {
				add(ruleOf(name), p.match, p.value)
			}
		}
		return
	}
	value, at, kind := readValue(text, at)
	if strings.HasPrefix(m, "(") && isLabelOf(name+"(", value) {
		return
	}
	if kind == bareValue && isProse(m, value, text[at+len(value):]) && (in == proseText || inString(text, start) || inComment(text, start)) {
		return
	}
	if kind == bareValue && (strings.HasSuffix(m, "(") || strings.HasSuffix(m, "{") || strings.HasSuffix(strings.TrimRight(m, " \t"), ",") ||
		!bare && !inString(text, start) && !number256.MatchString(value) && !(inComment(text, start) && isCommented(name, value, text[at+len(value):]))) {
		return
	}
	if kind == bareValue && strings.ContainsAny(value, "([{") && strings.HasSuffix(value, ")") {
		return
	}
	found(value, at, kind)
	if kind == quotedValue && isSecretValue(name, value, kind) {
		for at += len(value); ; {
			m := goesOn.FindStringSubmatch(text[at:])
			if m == nil {
				return
			}
			add(ruleOf(name), m[0], m[1])
			at += len(m[0]) - 1
		}
	}
}

// untyped returns what is between a name and its value, where what seemed a type before an equals sign is the value, in base64 with its
// padding.
func untyped(between, after string) string {
	colon := strings.IndexByte(between, ':')
	if colon < 0 || !strings.HasSuffix(between, "=") || after != "" && strings.IndexByte("=\r\n", after[0]) < 0 {
		return between
	}
	value := strings.TrimLeft(between[colon+1:], " \t")
	if len(value) < 8 || strings.ContainsAny(value, " \t") {
		return between
	}
	return between[:len(between)-len(value)]
}

// ruleOf names what was found by the name's own kind.
func ruleOf(name string) string {
	if kindOfName(name) == secretName {
		return assignedRule
	}
	return genericRule
}
