package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// A merge on the branch scores as on the repository's scale: under its pull request's title, and by the author of the work.
func TestCheckout_MergeIsByTheAuthorOfWhatItMerged(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"})
	gittest.Run(t, dir, "checkout", "-q", "-b", "topic")
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n\nvar limit = 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "commit", "-q", "-a", "-m", "Change", "--author=Grace Example <grace@example.com>")
	gittest.Run(t, dir, "checkout", "-q", "-")
	gittest.Run(t, dir, "merge", "-q", "--no-ff", "-m", "Merge pull request #7 from grace/topic", "-m", "Fix the limit", "topic")
	for span, want := range map[string]string{"": "grace-example: Fix the limit", "HEAD^2^..HEAD^2": "grace-example: Change"} {
		c, err := openCheckout(t.Context(), dir, span)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.author.Login + ": " + c.title; got != want {
			t.Errorf("-range %q: %s, want %s", span, got, want)
		}
	}
}
