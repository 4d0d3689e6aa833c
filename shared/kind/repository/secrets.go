package repository

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// Suffixes of a secret file's role that make it no concern.
const (
	amongTests   = ", among tests"
	anExample    = ", an example"
	withoutKeys  = ", read: no secret in it"
	secretsInAll = "Terraform state or secrets" // its content is never meant to be shared
)

// exampleFolder and exampleName match paths in lower case whose secrets are made up.
var (
	exampleFolder = regexp.MustCompile(`(?:^|/)(?:[^/]*[-_.])?(?:examples?|samples?|demos?|tutorials?|quickstarts?|playground|sandbox|fixtures?|mocks?|tests?|hack|docs?|e2e|devcontainer|localdev)(?:[-_.][^/]*)?/`)
	exampleName   = regexp.MustCompile(`(?:^|[-_./])(?:examples?|samples?|dummy|fake|mock|test|tests|testing|template|localhost|snakeoil|selfsigned|self-signed|debug|public|pub)(?:[-_.]|$)`)
)

// secretRole adds to the role of a file that is named like a secret the reason why it is none, if there is one.
func secretRole(f *file, role, text string, read bool) string {
	lower := strings.ToLower(f.path)
	switch {
	case f.class == filekind.Test:
		return role + amongTests
	case f.class == filekind.Docs, exampleFolder.MatchString(lower), exampleName.MatchString(lower[strings.LastIndexByte(lower, '/')+1:]):
		return role + anExample
	case read && role != secretsInAll && !holdsSecret(text):
		return role + withoutKeys
	}
	return role
}

// isSecret reports whether a file is a concern by its role.
func isSecret(p NamedPath) bool {
	return !slices.ContainsFunc([]string{amongTests, anExample, withoutKeys}, func(end string) bool { return strings.HasSuffix(p.What, end) })
}

var (
	privateKey = regexp.MustCompile(`PRIVATE KEY|PuTTY-User-Key-File|"private_key"`)
	// assigned is a value after a name that says that it is secret.
	assigned = regexp.MustCompile(`(?im)^[ \t{,]*(?:export[ \t]+)?["']?([\w.-]*)(?:secret|token|passw(?:or)?d|passwd|pwd|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|app[_-]?key|credential|webhook[_-]?url)\w*["']?[ \t]*[=:][ \t]*["']?([^\s"',;#]{6,})`)
	// netrc, pgpass, htpasswd and their like have a form of their own.
	credentials = regexp.MustCompile(`(?m)\bpassword\s+\S{4,}|^[\w.*-]+:(?:[0-9]{2,5}|\*):[^:\s]*:[^:\s]+:\S+|^[\w.-]+:\$(?:apr1|2[aby]|5|6)\$|"auth"\s*:\s*"[^"]{8,}`)
	// shipped is the start of names whose values frontend tools build into what every visitor gets.
	shipped   = regexp.MustCompile(`^(?:VITE|NEXT_PUBLIC|NUXT_PUBLIC|REACT_APP|VUE_APP|NG_APP|GATSBY|EXPO_PUBLIC|STORYBOOK|PUBLIC)_`)
	inAddress = regexp.MustCompile(`[a-z+]{3,}://[^/\s:@]*:([^/\s@]{4,})@`)
	madeUp    = regexp.MustCompile(`(?i)^(?:[<$%{*].*|.*(?:change.?me|example|placeholder|replace|dummy|your[-_ ]?|localhost|127\.0\.0\.1|xxx|todo|insert|secret|password|postgres|redis:).*|null|none|true|false|undefined|development|[a-z]{0,8}_?test\w*|\*+|0+)$`)
)

// holdsSecret reports whether the text of a file that is named like a secret has one. Placeholders are none.
func holdsSecret(text string) bool {
	if privateKey.MatchString(text) || credentials.MatchString(text) {
		return true
	}
	for _, m := range assigned.FindAllStringSubmatch(text, -1) {
		if !shipped.MatchString(m[1]) && !madeUp.MatchString(m[2]) {
			return true
		}
	}
	for _, m := range inAddress.FindAllStringSubmatch(text, -1) {
		if !madeUp.MatchString(m[1]) {
			return true
		}
	}
	return false
}

// secrets returns the first files named like secrets, possible secrets first, and the number of all.
func (t *tree) secrets(texts map[string]string) ([]NamedPath, int) {
	found := []NamedPath{}
	for i := range t.files {
		f := &t.files[i]
		if f.class == filekind.Vendored {
			continue
		}
		if role := roleOf(secretNames, f.path); role != "" {
			text, read := texts[f.path]
			found = append(found, NamedPath{f.path, secretRole(f, role, text, read)})
		}
	}
	rank := func(p NamedPath) int {
		if isSecret(p) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b NamedPath) int {
		return cmp.Or(rank(a)-rank(b), strings.Count(a.Path, "/")-strings.Count(b.Path, "/"))
	})
	return found[:min(len(found), maxListed)], len(found)
}
