package change

import (
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// checkTexts are texts of lines that switch a check off by a setting that is named in a string, or by a word longer than those of touchwords, by language.
var checkTexts = func() map[string][]string {
	settings := []string{"verif", "Verif", "VERIF", "csrf", "CSRF", "self_signed", "UNAUTHORIZED", "trict"}
	return map[string][]string{
		"PHP": settings, "Python": settings, "JavaScript": settings, "TypeScript": settings, "TSX": settings, "Ruby": settings,
		"C#": {"ValidationCallback", "DangerousAccept", "ntiforgery"},
	}
}()

func mayVerify(f *shownFile) bool {
	switch {
	case f.Additions == 0:
		return false
	case f.kinds&verification != 0:
		return true
	case f.Class == filekind.CI, f.Class == filekind.Configuration, f.Class == filekind.Build, f.Class == filekind.Infrastructure, f.Language == "Shell":
		return slices.ContainsFunc(f.lines, func(l diff.ChangedLine) bool { return f.text[l.Start] == '+' && mayMatch(f.text[l.Start+1:l.End]) != 0 })
	}
	return f.runs() && containsAny(f.text, checkTexts[f.Language])
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
func skipsVerification(_ File, lines []line) (found []line) {
	for i, l := range lines {
		if l.kind != '+' || !isCode(l.text) && !strings.HasPrefix(l.text, "--") || len(l.text) > 2000 {
			continue
		}
		text := withoutComment(l.text)
		if (switchesOff(text, mayMatch(text)) || acceptsAll(lines[i:]) || unverifies(lines, text)) && isNew(lines, l) {
			found = append(found, l)
		}
	}
	return found
}

// withoutComment cuts a comment after code.
func withoutComment(text string) string {
	for _, mark := range []string{" //", "\t//", " # ", "\t# "} {
		text, _, _ = strings.Cut(text, mark)
	}
	return text
}

// trustsAll is the head of a function that decides whom to trust.
var trustsAll = regexp.MustCompile(`\bcheck(?:Server|Client)Trusted\(|\bverify\([^)]*SSLSession|\bfn verify_server_cert\b|ValidationCallback\b.*(?:=>|delegate)`)

// trustWords are what it contains.
var trustWords = []string{"Trusted(", "SSLSession", "verify_server_cert", "ValidationCallback"}

// emptyBody is a body that trusts everybody.
var emptyBody = regexp.MustCompile(`^(?:\}|return(?:\s+(?:true|null|Unit))?;?|true;?|Ok\(\S*::assertion\(\)\);?)$`)

// acceptsAll reports whether the first of the lines begins a function that decides whom to trust, and the next ones let everybody in.
func acceptsAll(lines []line) bool {
	if !strings.HasSuffix(lines[0].text, "{") || !containsAny(lines[0].text, trustWords) || !trustsAll.MatchString(lines[0].text) {
		return false
	}
	for _, l := range lines[1:] {
		if l.kind == '-' || l.text == "" || l.kind != '@' && !isCode(l.text) && l.text != "}" {
			continue
		}
		return l.kind != '@' && emptyBody.MatchString(l.text)
	}
	return false
}

// unverifies reports whether the line reads a token that a deleted line verified.
func unverifies(lines []line, text string) bool {
	if !strings.Contains(text, "jwt.decode(") && !strings.Contains(text, "JWT.decode(") && !strings.Contains(text, "jwtDecode(") {
		return false
	}
	for _, l := range lines {
		if l.kind == '-' && (strings.Contains(l.text, "jwt.verify(") || strings.Contains(l.text, "jwtVerify(") || strings.Contains(l.text, "JWT.require(")) {
			return true
		}
	}
	return false
}
