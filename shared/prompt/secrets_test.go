package prompt_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/prompt"
)

// random is n characters of alphabet, the same for the same seed. Secrets are made here, so that none stands in this file.
func random(seed uint64, alphabet string, n int) string {
	r := rand.New(rand.NewPCG(seed, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

const alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

func githubToken() string { return "gh" + "p_" + random(1, alphanumeric, 36) }

func awsKey() string { return "AK" + "IA" + random(2, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16) }

// keyLines is a private key as a file has it.
func keyLines(kind string) []string {
	r := rand.New(rand.NewPCG(3, 3))
	der := make([]byte, 1200)
	for i := range der {
		der[i] = byte(r.Uint32())
	}
	body := base64.StdEncoding.EncodeToString(der)
	lines := []string{"-----BEGIN " + kind + "PRIVATE " + "KEY-----"}
	for ; len(body) > 64; body = body[64:] {
		lines = append(lines, body[:64])
	}
	return append(lines, body, "-----END "+kind+"PRIVATE "+"KEY-----")
}

func TestSecrets_AreReplacedWhereverTheyStand(t *testing.T) {
	t.Parallel()
	token, aws := githubToken(), awsKey()
	in := input(
		added("deploy.sh", `export GITHUB_TOKEN="`+token+`"`, "echo done"),
		diff.Patch{
			Path: "old.tf", Status: diff.Modified, Deletions: 1, Additions: 1,
			Text: "@@ -1,3 +1,3 @@\n provider {\n-  access_key = \"" + aws + "\"\n+  access_key = var.key\n }",
		},
		added("notes/"+token+".md", "elsewhere "+token+" again"),
	)
	in.Title, in.Body = "Use "+token, "Log:\r\n> Authorization: token "+token+"\r\nbye"
	in.HeadRef = "fix-" + aws
	c, coverage := build(t, in)
	text := all(c)
	for _, secret := range []string{token, aws, token[:20], aws[:12]} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is sent", secret)
		}
	}
	for _, want := range []string{
		`1 + export GITHUB_TOKEN="[REDACTED:github-pat]"` + "\n", "access_key = \"[REDACTED:aws-access-token]\"\n", "access_key = var.key\n",
		"title: Use [REDACTED:github-pat]\n", "token [REDACTED:github-pat]\n", "elsewhere [REDACTED:github-pat] again\n",
		"path: notes/[REDACTED:github-pat].md\n", "from branch: fix-[REDACTED:aws-access-token]\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	want := []analysis.FileNote{
		{Path: "(description)", Reason: "aws-access-token"}, {Path: "(description)", Reason: "github-pat"},
		{Path: "deploy.sh", Reason: "github-pat"}, {Path: "old.tf", Reason: "aws-access-token"},
		{Path: "notes/[REDACTED:github-pat].md", Reason: "github-pat"},
	}
	sorted := cmp.Transformer("sorted", func(notes []analysis.FileNote) map[analysis.FileNote]int {
		m := map[analysis.FileNote]int{}
		for _, n := range notes {
			m[n]++
		}
		return m
	})
	if diff := cmp.Diff(want, coverage.Redacted, sorted); diff != "" {
		t.Error(diff)
	}
}

// TestPrivateKey_NoLineOfItIsSent holds keys in every form in which a diff shows them, whole and in part.
func TestPrivateKey_NoLineOfItIsSent(t *testing.T) {
	t.Parallel()
	key := keyLines("RSA ")
	oneLine := `{"private_key": "` + strings.Join(key, `\n`) + `\n"}`
	quoted := make([]string, len(key))
	for i, l := range key {
		quoted[i] = `  "` + l + `\n" +`
	}
	prefixed := func(mark string, lines []string) string { return mark + strings.Join(lines, "\n"+mark) }
	hunk := func(body string) string {
		n := strings.Count(body, "\n") + 1
		return fmt.Sprintf("@@ -1,%d +1,%d @@\n%s", n, n, body)
	}
	for name, patch := range map[string]diff.Patch{
		"added":         added("k.pem", key...),
		"crlf":          added("k.pem", strings.Split(strings.Join(key, "\r\n"), "\n")...),
		"indented":      added("k.yaml", strings.Split("key: |\n    "+strings.Join(key, "\n    "), "\n")...),
		"deleted":       {Path: "k.pem", Status: diff.Removed, Deletions: len(key), Text: fmt.Sprintf("@@ -1,%d +0,0 @@\n%s", len(key), prefixed("-", key))},
		"context":       {Path: "k.txt", Status: diff.Modified, Additions: 1, Text: fmt.Sprintf("@@ -1,%d +1,%d @@\n%s\n+x", len(key), len(key)+1, prefixed(" ", key))},
		"one line":      added("k.json", oneLine),
		"quoted":        added("k.go", quoted...),
		"only its head": {Path: "k.txt", Status: diff.Modified, Additions: 9, Text: hunk(prefixed("+", key[:9]))},
		"only its tail": {Path: "k.txt", Status: diff.Modified, Additions: 9, Text: hunk(prefixed("+", key[len(key)-9:]))},
		"replaced": {Path: "k.txt", Status: diff.Modified, Additions: len(key) - 2, Deletions: 1, Text: fmt.Sprintf("@@ -1,3 +1,%d @@\n %s\n-old\n%s\n %s",
			len(key), key[0], prefixed("+", key[1:len(key)-1]), key[len(key)-1])},
		"at a giant line's cut": added("k.js", strings.Repeat("a b ", 490)+oneLine),
	} {
		c, coverage := build(t, input(patch))
		for _, l := range key[1 : len(key)-1] {
			if strings.Contains(all(c), l[:min(len(l), 20)]) {
				t.Errorf("%s: %q is sent in %s", name, l, all(c))
				break
			}
		}
		if len(coverage.Redacted) != 1 || coverage.Redacted[0].Reason != "private-key" {
			t.Errorf("%s: redacted %+v", name, coverage.Redacted)
		}
	}
	in := input(added("a.go", "package a"))
	in.Body = "Leaked:\n" + strings.Join(key, "\n")
	if c, _ := build(t, in); strings.Contains(all(c), key[2]) {
		t.Error("the description's key is sent")
	}
}

func TestPrivateKey_LinesAfterItKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	key := keyLines("")
	c, _ := build(t, input(added("k.txt", append(key, "after")...)))
	if want := fmt.Sprintf("%d + after\n", len(key)+1); !strings.Contains(all(c), want) {
		t.Errorf("no %q in %s", want, all(c))
	}
}

func TestSecrets_AtTheBudgetsEndAreNotHalved(t *testing.T) {
	t.Parallel()
	key := make([]string, 0, 40)
	for _, l := range keyLines("EC ") {
		key = append(key, `w("`+l+`");`) // lines that look like code: only the whole key is recognised
	}
	for _, offset := range []int{0, 20, 40} { // so that a file's share ends within a key for at least one
		lines := code(1, 20000)
		for at := 2000 + offset; at < 8000; at += 60 {
			copy(lines[at:], key)
		}
		patches := []diff.Patch{added("first.c", lines...)}
		for i := range 4 {
			patches = append(patches, added(fmt.Sprintf("other%d.c", i), code(2, 8000)...))
		}
		c, coverage := build(t, input(patches...))
		if len(coverage.Clipped) == 0 || coverage.Clipped[0].Path != "first.c" {
			t.Fatalf("coverage %+v", coverage)
		}
		text := all(c)
		for _, l := range key[1 : len(key)-1] {
			if strings.Contains(text, l[3:20]) {
				t.Fatalf("%q is sent", l)
			}
		}
	}
}

func TestSecrets_NamesAndCodeAreNone(t *testing.T) {
	t.Parallel()
	lines := []string{
		`token := os.Getenv("PAYMENT_API_KEY_V2")`,
		`API_KEY: ${{ secrets.DEPLOY_API_KEY_2 }}`,
		`  key: DATABASE_PASSWORD_V2`,
		`password = var.database_password`,
		`SECRET_KEY_NAME=STRIPE_SECRET_KEY_2024`,
		`import { rate } from './password/Strength9Meter2Rules8x';`,
		`if strings.HasPrefix(s, "-----BEGIN RSA PRIVATE KEY-----") {`,
		``,
		`}`,
		`sum := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"`,
	}
	c, coverage := build(t, input(added("a.go", lines...)))
	if len(coverage.Redacted) != 0 || strings.Contains(all(c), "[REDACTED") {
		t.Errorf("redacted %+v in %s", coverage.Redacted, all(c))
	}
}

// People choose the secret of web sessions as they choose passwords. Elsewhere such words under the name are mostly words.
func TestSecrets_OfWebSessionsNeedNotLookRandom(t *testing.T) {
	t.Parallel()
	for line, secret := range map[string]bool{
		`app.use(session({ secret: 'purple-otter-7', resave: false }))`: true,
		`app.use(lesson({ secret: 'purple-otter-7', repeat: false }))`:  false,
		`app.use(session({ label: 'purple-otter-7', resave: false }))`:  false,
		`app.use(session({secret:'purple otter'}))`:                     true,
		`app.use(session({ secret: "Purple otter 7, twice" }))`:         true,
		`app.use(lesson({ secret: 'purple otter' }))`:                   false,
		`app.use(session({ secret: 'set a purple one here' }))`:         false,
	} {
		if c, _ := build(t, input(added("a.js", line))); strings.Contains(strings.ToLower(all(c)), "purple") == secret {
			t.Errorf("%s: replaced: %t", line, !secret)
		}
	}
}

// An author must not stop the analysis of a change by a quotation mark.
func TestSecrets_QuotedValueMayEndWithTheText(t *testing.T) {
	t.Parallel()
	for _, end := range []string{``, `\`, `x`, `x\`} {
		in := input(added("a.go", "x"))
		in.Body = `password = "` + end
		if c, _ := build(t, in); !strings.Contains(all(c), `password = "`+end) {
			t.Errorf("%q: %s", in.Body, all(c))
		}
	}
}

// A shell joins strings that stand side by side, with nothing between them.
func TestRedaction_OfHalvesSideBySide(t *testing.T) {
	t.Parallel()
	token := githubToken()
	c, _ := build(t, input(added("a.sh", `''`, `TOKEN='`+token[:16]+`''`+token[16:]+`'`)))
	if text := all(c); strings.Contains(text, token[:16]) || strings.Contains(text, token[16:]) {
		t.Errorf("a half is sent: %s", text)
	}
}

func TestSecrets_PermissionInACommentLetsNoneOut(t *testing.T) {
	t.Parallel()
	c, _ := build(t, input(added("a.go", `t := "`+githubToken()+`" // gitleaks`+`:allow`)))
	if strings.Contains(all(c), githubToken()) {
		t.Error("the secret is sent")
	}
}

func TestRedaction_OfGuards(t *testing.T) {
	t.Parallel()
	guards := []change.Guard{{Rule: "skips_verification", Line: "curl -k -H 'Authorization: token " + githubToken() + "' https://x"}, {Line: "DROP TABLE users;"}, {Line: "curl -k " + strings.Repeat("é", 43) + " -H token:" + githubToken()}}
	facts := &change.Facts{Guards: guards}
	if err := prompt.RedactFacts(facts); err != nil {
		t.Fatal(err)
	}
	guards = facts.Guards
	if strings.Contains(guards[0].Line, githubToken()) || !strings.HasPrefix(guards[0].Line, "curl -k -H") || guards[1].Line != "DROP TABLE users;" ||
		len(guards[2].Line) > 120 || strings.Contains(guards[2].Line, githubToken()[:12]) {
		t.Errorf("lines %+v", guards)
	}
}

// Evidence keeps titles and paths as authors write them.
func TestRedaction_OfStoredEvidence(t *testing.T) {
	t.Parallel()
	sha := strings.Repeat("0123456789abcdef", 3)[:40]
	document := `{"sha":"` + sha + `","titles":["Use \"` + githubToken() + `\" \u00e9","Add users"],"n":1.50}`
	redacted, err := prompt.RedactJSON([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"sha":"` + sha + `","titles":["Use \"[REDACTED:github-pat]\" é","Add users"],"n":1.50}`
	if diff := cmp.Diff(want, string(redacted)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, same := range []string{"", "null", `{"n":1}`} {
		if redacted, err := prompt.RedactJSON([]byte(same)); err != nil || string(redacted) != same {
			t.Errorf("%q becomes %q, %v", same, redacted, err)
		}
	}
}
