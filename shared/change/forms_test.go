package change

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A form that is not looked at, although a line matches it, is a guard that nobody sees.
func TestForms_LooksAtEachThatMatches(t *testing.T) {
	t.Parallel()
	matches := 0
	for _, name := range []string{"guards", "tuned", "heldout"} {
		for _, c := range guardCases(t, name) {
			if !strings.HasSuffix(c.rule, "_verification") || c.want != "yes" {
				continue
			}
			for line := range strings.SplitSeq(c.body, "\n") {
				for _, f := range []*forms{switchOffs(), lostForms()} {
					looked := f.in(line)
					for i, one := range f.all {
						if !one.compiled().MatchString(line) {
							continue
						}
						if matches++; !slices.Contains(looked, i) {
							t.Errorf("%s is not looked at in %q", one.compiled(), line)
						}
					}
				}
			}
		}
	}
	if matches < 200 {
		t.Errorf("only %d lines match", matches)
	}
}

// The texts that an expression requires decide which lines are checked.
func TestRequiredTexts_AreOfEachMatch(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string][][]string{
		`\bverify\b`:                 {{"verify"}},
		`(?i)Skip[_-]?Verify\s*=`:    {{"skip-verify", "skip_verify", "skipverify"}},
		`curl\b.*\s--insecure`:       {{"\t--insecure", "\n--insecure", "\f--insecure", "\r--insecure", " --insecure"}, {"curl"}},
		`(?:tls|ssl)_verify:?\s*off`: {{"ssl_verify", "tls_verify"}, {"off"}},
		`a+known\w*(?:x|yes)`:        {{"known"}},
		`(?:deny|\w+)`:               nil,
		`(?:all|any|none)(?:host)?s`: {{"allhosts", "alls", "anyhosts", "anys", "nonehosts", "nones"}},
	} {
		if diff := cmp.Diff(want, requiredTexts(expression)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", expression, diff)
		}
	}
}

// A line is only looked at if it has such a word: one that most lines have would cost, and one that the text can be without would lose checks.
func TestForms_BeginByWordThatFewLinesHave(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ssl=false": "ssl", "ssl=true": "ssl", "gnore-signature": "gnore", "jwt.decode(": "jwt", "verification: none": "verification",
		"false": "false", "= false": "false", "ab=true": "true",
		`"none"`: `"none"`, `'certificate-error"`: `'certificate-error"`,
		`"ssl": "off"`: "ssl", `trust: "*"`: "trust", `"ssl"]=false`: "ssl", `$except`: "except", "_verify_ssl": "_verify_ssl",
	} {
		if got := rarestWord(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
