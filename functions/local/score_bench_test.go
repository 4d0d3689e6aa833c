package main

import (
	"io"
	"os"
	"os/exec"
	"testing"
)

// The whole history scored, beside git counting its lines. SCORE_REPO names a repository; without it, this checkout's.
func BenchmarkScoreBesideNumstat(b *testing.B) {
	dir := "../.."
	if named := os.Getenv("SCORE_REPO"); named != "" {
		dir = named
	}
	b.Run("score", func(b *testing.B) {
		for b.Loop() {
			if code := run(b.Context(), []string{"score", "-repo", dir}, io.Discard, io.Discard, os.LookupEnv); code != 0 {
				b.Fatalf("exit %d", code)
			}
		}
	})
	b.Run("git log --numstat", func(b *testing.B) {
		for b.Loop() {
			if err := exec.Command("git", "-C", dir, "log", "--no-merges", "-M", "--numstat", "HEAD").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
