package gitlog

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParse_ReadsCommitByCommit(t *testing.T) {
	t.Parallel()
	log := "\x01aa\x00A@x\x001700000000\x00Fix it\n\ndiff --git a/x.go b/x.go\n--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+\x01b\n" +
		"\x01bb\x00b@x\x001700000001\x00Empty\n"
	var got []string
	for c, err := range parse(strings.NewReader(log)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c.SHA, c.Author, c.Title, c.Time.Format(time.DateOnly))
		for _, p := range c.Patches {
			got = append(got, p.Path)
		}
	}
	if want := []string{"aa", "a@x", "Fix it", "2023-11-14", "x.go", "bb", "b@x", "Empty", "2023-11-14"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, err := range parse(strings.NewReader("commit aa\nAuthor: x\n")) {
		if err == nil {
			t.Error("a log of another format is taken for an empty one")
		}
	}
}
