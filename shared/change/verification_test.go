package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// Scripts within settings have URLs and patterns, which are comments to the settings' language: what stands behind one must not hide.
func TestVerification_SwitchedOffBehindWhatIsACommentToTheSettings(t *testing.T) {
	t.Parallel()
	for _, lines := range [][]string{
		{"helm repo add x https://x.example --insecure-skip-tls-verify"},
		{"cp a/* b", "helm repo add x y --insecure-skip-tls-verify"},
	} {
		f := Measure([]diff.Patch{{Path: "iac/main.tf", Additions: len(lines), Text: fmt.Sprintf("@@ -1 +1,%d @@\n user_data = <<EOT\n+%s", 1+len(lines), strings.Join(lines, "\n+"))}})
		if len(f.Guards) != 1 || f.Guards[0].Rule != "skips_verification" {
			t.Errorf("%q: got %+v", lines, f.Guards)
		}
	}
}

// A line that also names a webhook's secret would hide what it switches off.
func TestVerification_SwitchedOffBesideAWebhooksSecret(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"hooks.Listen(webhookSecret, &tls.Config{InsecureSkipVerify: true})",
		"set(webhookSecret, func(_ []byte, cs *x509.Certificate) bool { return true }, &tls.Config{InsecureSkipVerify: true})",
	} {
		f := Measure([]diff.Patch{{Path: "hooks.go", Additions: 1, Text: "@@ -1 +1,2 @@\n package hooks\n+" + line}})
		if len(f.Guards) != 1 || f.Guards[0].Rule != "skips_verification" {
			t.Errorf("%q: got %+v", line, f.Guards)
		}
	}
}
