package seeded_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/kestra-image/evals/score"
	"github.com/devplus-app/devplus/kestra-image/evals/seeded"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func folder(texts map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

const changed = `A title

A sentence.
Another.

defect: security, correctness
-- a.go --
 one
-two

+three
!four
=five
-- new.go --
+new
-- old.go --
-old
-- same.go --
 same
`

func pointer(s string) *string { return &s }

func TestLoad_ReadsBothVersionsAndTheDefect(t *testing.T) {
	t.Parallel()
	got, err := seeded.Load(folder(map[string]string{"go/b.txtar": changed, "go/a.txtar": "Clean\n\nclean\n-- a.go --\n+a\n"}))
	if err != nil {
		t.Fatal(err)
	}
	want := []seeded.Change{
		{Name: "go/a", Title: "Clean", Files: []seeded.File{{Path: "a.go", Head: pointer("a\n")}}},
		{Name: "go/b", Title: "A title", Body: "A sentence.\nAnother.", Files: []seeded.File{
			{Path: "a.go", Base: pointer("one\ntwo\n\nfive\n"), Head: pointer("one\n\nthree\nfour\nfive\n")},
			{Path: "new.go", Head: pointer("new\n")},
			{Path: "old.go", Base: pointer("old\n")},
			{Path: "same.go", Base: pointer("same\n"), Head: pointer("same\n")},
		}, Defect: &score.Place{Path: "a.go", First: 4, Last: 5, Categories: []string{"security", "correctness"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got[1].Language() != "go" {
		t.Errorf("language %s", got[1].Language())
	}
}

func TestLoad_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"T\n\nclean\n-- a.go --\n!a\n":                          "last line must be",
		"T\n\ndefect: security\n-- a.go --\n+a\n":               "last line must be",
		"T\n\n-- a.go --\n+a\n":                                 "last line must be",
		"T\n\ndefect: docs\n-- a.go --\n!a\n-- b.go --\n!b\n":   "two files are marked",
		"T\n\nclean\n-- a.go --\n+a\nb without a mark\n":        "has no mark",
		"T\n\ndefect: docs\n-- a.go --\n+a\n!b\n-- b.go --\n*b": "has no mark",
	} {
		if _, err := seeded.Load(folder(map[string]string{"go/a.txtar": text})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// The prompts depend on the commits: others elsewhere would make every recording one of another question.
func TestCommit_WritesTheSameCommitsAnywhere(t *testing.T) {
	t.Parallel()
	changes, err := seeded.Load(folder(map[string]string{"go/b.txtar": changed}))
	if err != nil {
		t.Fatal(err)
	}
	var shas []string
	for range 2 {
		dir := t.TempDir()
		if err := seeded.Commit(t.Context(), dir, changes); err != nil {
			t.Fatal(err)
		}
		shas = append(shas, gittest.Run(t, dir, "rev-parse", changes[0].Head()))
		if diff := cmp.Diff("M\ta.go\nA\tnew.go\nD\told.go", gittest.Run(t, dir, "diff", "--no-renames", "--name-status", changes[0].Base(), changes[0].Head())); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if shas[0] != shas[1] {
		t.Errorf("heads %v", shas)
	}
	if err := seeded.Commit(t.Context(), t.TempDir()+"/missing", changes); err == nil {
		t.Error("a repository was written into no folder")
	}
}
