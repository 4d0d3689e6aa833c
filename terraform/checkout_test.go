package terraform

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/require"
)

// With CRLF a script's first line names an interpreter that does not exist, in the image and in Cloud Build.
func TestCheckout_KeepsLineEndsOnEverySystem(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("git", "ls-files", "--eol")
	cmd.Dir = root
	out, err := cmd.Output()
	require.Part(t, "git", err, "install it")
	if len(out) == 0 {
		t.Fatal("git lists no file")
	}
	for line := range strings.Lines(string(out)) {
		state, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if binary := strings.HasPrefix(state, "i/-text"); !binary && (!strings.Contains(state, "eol=lf") || strings.HasPrefix(state, "i/crlf") || strings.HasPrefix(state, "i/mixed")) {
			t.Errorf("%s: %s: .gitattributes has to say eol=lf", file, state)
		}
	}
}
