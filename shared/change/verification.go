package change

import (
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// mayVerify reports whether an added line of the file may be one that skipsVerification finds.
func mayVerify(f *shownFile) bool {
	if f.Additions > 0 && exempts(f.Path) {
		return true
	}
	if f.Additions == 0 || f.skips || !settles(f) || f.runs && f.syntax != unknownSyntax { // those are read as code
		return f.skips
	}
	for _, l := range f.lines {
		if f.deleted(l) {
			continue
		}
		if text := f.trimmed(l); !namesAction(text) && maySkip(text) || f.maySet(l, text) {
			return true
		}
	}
	return false
}

// settles reports whether the file sets what programs do, by lines of any language.
func settles(f *shownFile) bool {
	switch f.Class {
	case filekind.CI, filekind.Configuration, filekind.Build, filekind.Infrastructure:
		return f.Language != "Go Module"
	}
	return f.Language == "Shell"
}

// maxChecked bounds a line that is read for checks: a longer one is data.
const maxChecked = 2000

// maySkip reports whether a trimmed line may switch a check off, alone or with its neighbors.
func maySkip(text string) bool {
	if len(text) > maxChecked {
		return false
	}
	offs := switchOffs()
	found := offs.in(text)
	if len(found) == 0 {
		return strings.HasPrefix(text, "value:")
	}
	if found[len(found)-1] > len(offs.all) {
		if empties(text) {
			return true
		}
		found = found[:len(found)-1]
	}
	if slices.Contains(found, len(offs.all)) {
		return true
	}
	code := withoutComment(text)
	if len(code) < len(text) {
		found = offs.in(code)
	}
	return offs.off(code, found) != "" || offs.goesOn(code, found) || strings.HasPrefix(text, "value:")
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// skipsVerification finds new lines that disable the check of a certificate, a token, a signature or a forged request.
func skipsVerification(f *shownFile) (found []line) {
	if localSettings.MatchString(f.Path) {
		return nil
	}
	lines, exempting := f.allLines(), exempts(f.Path)
	for i, l := range lines {
		if l.kind != '+' {
			continue
		}
		exempt := exempting && exemptsRoute(lines, i) // '*' has no word, as if it were no code
		if !exempt && !isCode(l.text) && !strings.HasPrefix(l.text, "--") {
			continue
		}
		if exempt || isValue(l.text) && switchesOffAbove(lines, i) {
			found = append(found, l)
			continue
		}
		if !maySkip(l.text) || onlySays.MatchString(l.text) {
			continue
		}
		text := setting(lines[:i], l, withoutComment(l.text))
		off := switchesOff(text)
		if off == "" {
			off = switchesOffBelow(text, lines[i+1:])
		}
		if (off != "" && !wasOff(lines[:i], off) && !decided(lines[:i+1]) || acceptsAll(lines[i:]) || weakens(lines, i, text) || forgetsSecret(lines, text) || proxiesUnchecked(lines, i)) && isNew(lines, l) {
			found = append(found, l)
		}
	}
	return found
}

// onlySays is a line that prints a text, runs nothing in it and writes it to no file.
var onlySays = regexp.MustCompile(`(?i)^(?:\w+\.)*(?:log\w*|print\w*|echo|console|warn|info|debug|error|puts)(?:\.\w+)?[\s(]+(?:"(?:[^"$\x60#]|\$[^("])*"|'[^']*')\)?;?$`)

// wasOff reports whether a line that this one replaces switched the same check off: what is next to it has changed.
func wasOff(before []line, off string) bool {
	for i := len(before) - 1; i >= 0 && (before[i].kind == '-' || before[i].kind == '+'); i-- {
		if before[i].kind == '-' && strings.Contains(before[i].text, off) {
			return true
		}
	}
	return false
}

// option is a condition that a setting for the purpose meets.
var option = regexp.MustCompile(`(?i)^\}?\s*(?:(?:else\s+|el(?:s)?)?if|case|when|unless)\b.*(?:insecure|skip|no_?verify|verify|self_?signed|trust_?all)`)

// decided reports whether the last of the lines is under such a condition, at most two blocks above it.
func decided(lines []line) bool {
	indent := lines[len(lines)-1].indent()
	for i, blocks := len(lines)-2, 0; i >= max(0, len(lines)-20) && blocks < 2 && lines[i].kind != '@'; i-- {
		if l := lines[i]; l.kind != '-' && l.text != "" && l.indent() < indent {
			if option.MatchString(l.text) {
				return true
			}
			indent = l.indent()
			blocks++
		}
	}
	return false
}

// insecureTargets are the setting of such a proxy.
var insecureTargets = []string{"secure: false", `"secure": false`}

// proxiesUnchecked reports whether line i switches off the check of a proxy's target that the lines around it name, as in the servers of
// Vite, webpack and Angular.
func proxiesUnchecked(lines []line, i int) bool {
	if !containsAny(lines[i].text, insecureTargets) {
		return false
	}
	return slices.ContainsFunc(lines[max(0, i-5):min(len(lines), i+5)], func(l line) bool {
		return l.kind != '-' && (strings.Contains(l.text, "target:") || strings.Contains(l.text, `"target":`)) && strings.Contains(l.text, "https")
	})
}

// withoutComment cuts a comment after code.
func withoutComment(text string) string {
	for _, mark := range []string{" //", "\t//", " # ", "\t# "} {
		text, _, _ = strings.Cut(text, mark)
	}
	return text
}

// trustsAll is the head of a function that decides whom to trust.
var trustsAll = regexp.MustCompile(`(?:^|\s)(?:check(?:Server|Client)Trusted|isTrusted)\(|\bverify\([^)]*SSLSession|\bfn verify_server_cert\b|ValidationCallback\b.*(?:=>|delegate)|\bVerifyPeerCertificate\b.*\bfunc\(|\bHostKeyCallback\b.*\bfunc\(|\bfn check_server_key\b|\bdef (?:enforce_csrf|check_xsrf_cookie)\(|\bvalidateForCsrf\(|\bcheckServerIdentity\b.*\{|\bSslPolicyErrors\??\s+\w+\s*\)|\bCheckValidationResult\(|\$except\s*=\s*\[$`)

// trustWords are words that it contains.
var trustWords = []string{"Trusted(", "SSLSession", "verify_server_cert", "ValidationCallback", "VerifyPeerCertificate", "HostKeyCallback", "isTrusted(", "check_server_key", "enforce_csrf", "check_xsrf_cookie", "validateForCsrf", "checkServerIdentity", "SslPolicyErrors ", "CheckValidationResult(", "$except"}

// emptyBody is a body that trusts everybody.
var emptyBody = regexp.MustCompile(`^(?:\}|return(?:\s+(?:true|null|nil|None|Unit|undefined))?;?|true;?|pass|(?:async move \{\s*)?Ok\(true\)(?:\s*\})?|Ok\(\S*::assertion\(\)\);?)$`)

// acceptsAll reports whether the first of the lines begins a function that decides whom to trust, and the next ones let everybody in.
func acceptsAll(lines []line) bool {
	if text := strings.TrimRight(lines[0].text, ",;)"); strings.HasSuffix(text, "}") && containsAny(text, trustWords) {
		at := trustsAll.FindStringIndex(text)
		if at == nil {
			return false
		}
		_, body, ok := strings.Cut(text[at[1]:], "{")
		body, _, _ = strings.Cut(body, "}")
		return ok && emptyBody.MatchString(strings.TrimSpace(body))
	}
	last := lines[0].text[len(lines[0].text)-1]
	if strings.IndexByte("{[)>:(,", last) < 0 || !containsAny(lines[0].text, trustWords) || !trustsAll.MatchString(lines[0].text) {
		return false
	}
	if last == '[' {
		return len(lines) > 1 && (strings.HasPrefix(lines[1].text, "'*'") || strings.HasPrefix(lines[1].text, `"*"`))
	}
	rest := lines[1:]
	if last == '(' || last == ',' {
		rest = afterHead(rest)
	}
	for _, l := range rest {
		if l.kind == '-' || l.text == "" || l.text == "{" || l.kind != '@' && (!isCode(l.text) && l.text != "}" || onlySays.MatchString(l.text)) {
			continue
		}
		return l.kind != '@' && emptyBody.MatchString(strings.TrimSpace(withoutComment(l.text)))
	}
	return false
}

// maxHead bounds the lines of a function's head.
const maxHead = 12

// afterHead returns the lines after the head of a function, of which the first line is not among these, or none.
func afterHead(lines []line) []line {
	for i, l := range lines[:min(len(lines), maxHead)] {
		if l.kind != '-' && strings.HasSuffix(l.text, "{") {
			return lines[i+1:]
		}
	}
	return nil
}

// secretNames are parts of names of what signs requests.
var secretNames = []string{"webhook_secret", "webhooksecret", "signing_secret", "signingsecret", "githubapp_secret", "githubappsecret"}

// emptyValues are what forgotten takes for nothing.
var emptyValues = []string{"none", "false", "null", "nil", "undefined", `""`, "''"}

// forgotten sets such a name to nothing: many libraries take that for no check.
var forgotten = regexp.MustCompile(`(?i)(\w*(?:` + strings.Join(secretNames, "|") + `))["'\]]*\s*(?:=>|:=|[:=])\s*(?:` + strings.Join(emptyValues, "|") + `)[,;)}\s]*$`)

// empties reports whether the line ends with nothing, and little after it: most lines with such a name do not, and forgotten takes long to
// say so.
func empties(text string) bool {
	text = strings.TrimRight(text, ",;)} \t\n\f\r")
	return slices.ContainsFunc(emptyValues, func(value string) bool {
		return len(text) >= len(value) && strings.EqualFold(text[len(text)-len(value):], value)
	})
}

// forgetsSecret reports whether the line empties a secret that a deleted line set.
func forgetsSecret(lines []line, text string) bool {
	if !empties(text) {
		return false
	}
	name := forgotten.FindStringSubmatch(text)
	return name != nil && slices.ContainsFunc(lines, func(l line) bool {
		return l.kind == '-' && strings.Contains(l.text, name[1]) && !forgotten.MatchString(l.text)
	})
}
