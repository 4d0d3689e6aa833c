package gitlog

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// Text that nobody reads takes a third of Git's time if documents are large. The log must still show that the file
// changed.
func TestLog_UnreadFilesHaveNoText(t *testing.T) {
	dir := repository(t)
	t.Setenv("TMPDIR", t.TempDir()) // where nobody else leaves anything behind
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("Read\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "add", "-A")
	gittest.Run(t, dir, "commit", "-q", "-m", "Tell")
	log := Log{Dir: dir, Unread: []string{"*.md", "a.go"}}
	if got, want := read(t, log.Commits(t.Context(), "HEAD")), append(slices.Clone(whole), "Tell: added README.md"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for c, err := range log.Commits(t.Context(), "HEAD") {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Patches {
			if unread := p.Path == "README.md" || p.Path == "a.go"; p.Status != "renamed" && (p.Text == "") != unread {
				t.Errorf("%s of %s has the text %q", p.Path, c.Title, p.Text)
			}
		}
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
