package prompt

import (
	"regexp"
	"strings"
)

var (
	// toldAfter is the text between a password's name and the password in prose, a router's settings or a shell.
	toldAfter = regexp.MustCompile(`^[ \t]+(?:for|of|to|on|at|in)[ \t][\w .@'/-]{1,40}?(?:[ \t]*[:=]|[ \t]+(?:is|was))[ \t]+|^[ \t]+(?:(?:is|was|[05789]|<\(echo|--plaintext)[ \t]+)?`)
	// keyOf is what kind of key prose speaks of.
	keyOf = regexp.MustCompile(`(?i)\b(?:deploy|api|access|secret|private|license|signing|encryption|master|auth|account|storage|app|service)[ \t]$`)
)

// toldValue returns the value of a name that prose or a command gives after a blank, and what is between; none if the text does not look like
// one.
func toldValue(name, rest string) (between string) {
	rest = rest[:min(len(rest), 400)] // a line may be one run without a blank
	told := toldAfter.FindString(rest)
	if told == "" {
		return ""
	}
	value := strings.TrimLeft(rest[len(told):], " \t\r\n")
	if end := strings.IndexAny(value, " \t\r\n"); end >= 0 {
		value = value[:end]
	}
	value = strings.Trim(value, "\"'`.,;:)")
	switch kindOfName(name) {
	case secretName:
		if looksChosen(value) {
			return told
		}
	case keyName:
		if len(value) >= 20 && looksRandom(value) && !isDigest(value) || looksChosen(value) && strings.Trim(told, " \t05789") == "" && strings.TrimSpace(told) != "" {
			return told
		}
	}
	return ""
}

// isDigest reports whether a value has the length and the digits of a digest or a commit.
func isDigest(value string) bool {
	return (len(value) == 32 || len(value) == 40 || len(value) == 64) && strings.Trim(value, "0123456789abcdef") == ""
}

// spaced reports whether the name is followed by a blank and its value: in .netrc, Dockerfiles, C, SQL and Redis' and other servers' settings.
func spaced(text string, start int, rest string) bool {
	if rest[0] != ' ' && rest[0] != '\t' {
		return false
	}
	line := text[strings.LastIndexByte(text[:start], '\n')+1 : start]
	lower := strings.ToLower(line)
	after := strings.TrimLeft(rest, " \t")
	return strings.Contains(lower, "machine ") || strings.Contains(lower, "login ") || strings.HasPrefix(lower, "env ") || strings.HasPrefix(lower, "setenv ") || lower == "set " ||
		strings.TrimSpace(lower) == "" && !strings.ContainsAny(strings.TrimSpace(firstLine(after)), " \t") ||
		strings.HasPrefix(lower, "#") && strings.HasSuffix(strings.TrimRight(lower, " \t"), "define") ||
		start > 0 && text[start-1] == ':' && strings.HasPrefix(after, `"`) ||
		strings.HasPrefix(after, "'") && (strings.Contains(lower, "user ") || strings.Contains(lower, "role ") || strings.Contains(lower, "with "))
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// inComment reports whether offset at of its line is in a comment.
func inComment(text string, at int) bool {
	line := strings.TrimLeft(text[strings.LastIndexByte(text[:at], '\n')+1:at], " \t")
	return strings.Contains(line, "//") || strings.Contains(line, "# ") || strings.Contains(line, "/*") || strings.Contains(line, "<!--") || strings.HasPrefix(line, "*") || strings.HasPrefix(line, "--")
}

// keyUse is what stands beside a key that signs or encrypts, where its name does not say so: the bytes of a string, or words of its use.
var keyUse = regexp.MustCompile(`(?i)cookie_?session|cookies\(|keygrip|hmac|\bjwt|signing|signature|(?:\b|en|de)crypt(?:\b|[eio])|cipher|\baes\b|username["']?[ \t]*[:=]|\b(?:get_?bytes|b64decode|fromhex|decodestring)\(|\[\]byte\(|buffer\.from\(`)

// sessions is what stands beside the secret of web sessions: https://expressjs.com/en/resources/middleware/session.html
var sessions = regexp.MustCompile(`(?i)\bsession\(|saveUninitialized|\bresave\b`)

var (
	// prompted is what a script sends where it expects a prompt for a password: the manuals of expect(1) and pexpect.
	prompted = regexp.MustCompile(`(?i)(?:assword|assphrase|\bassw)[^\n]*(?:\n[^\n]*?)?\bsend(?:line)?\b[ \t(]+(?:--[ \t]+)?["'{]([^"'\n}$\\]+)`)
	// sent is what it sends anywhere.
	sent = regexp.MustCompile(`\bsend(?:line)?\b[ \t(]+(?:--[ \t]+)?["'{]([^\s"'}$\\]+)(?:\\[rn])*["'}]`)
)

// answers calls add for each password with which a script answers a program.
func answers(text string, add func(rule, match, value string)) {
	each(prompted, text, add)
	each(sent, text, func(rule, match, value string) {
		if looksChosen(value) {
			add(rule, match, value)
		}
	})
}

// isCommented reports whether the value of a name in a comment is a credential, by what it looks like and what is after it.
func isCommented(name, value, after string) bool {
	return looksChosen(value) || len(value) >= 20 && looksRandom(value) && !isDigest(value) ||
		kindOfName(name) == secretName && looksTyped(value) && strings.TrimSpace(firstLine(after)) == ""
}
