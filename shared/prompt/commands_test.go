package prompt_test

import (
	"strings"
	"testing"
)

// Each command of the table, and each tool that configures machines, is held on its own: in the shares of TestRedaction_ByClass one that is lost would not be noticed.
func TestRedaction_KnowsThePasswordOfEachCommand(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"secrets.txt", "lookalikes.txt"} {
		for _, s := range specimens(t, file, 1) {
			if s.Name != "command" {
				continue
			}
			if got, want := s.replaced(t), file == "secrets.txt"; got != want {
				t.Errorf("%s: replaced %v, want %v", strings.TrimSpace(s.Lines), got, want)
			}
		}
	}
}
