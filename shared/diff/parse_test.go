package diff

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse_ReadsHeadersOfGit(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		diff string
		want []Patch
	}{
		"empty":                     {"", nil},
		"only a commit's message":   {"commit 1234\n\n    diff --git a/x b/x\n", nil},
		"nothing but blanks and CR": {" \r\n\r\n", nil},
		"added, removed, modified after a message": {
			"commit 12\n\n    text\n\ndiff --git a/n b/n\nnew file mode 100644\nindex 000..123\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n" +
				"diff --git a/o b/o\ndeleted file mode 100644\nindex 123..000\n--- a/o\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n" +
				"diff --git a/m b/m\nindex 1..2 100644\n--- a/m\n+++ b/m\n@@ -1 +1 @@\n-x\n+y\n\\ No newline at end of file\n",
			[]Patch{
				{Path: "n", Status: Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+x"},
				{Path: "o", Status: Removed, Deletions: 1, Text: "@@ -1 +0,0 @@\n-x"},
				{Path: "m", Status: Modified, Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-x\n+y\n\\ No newline at end of file"},
			},
		},
		"renamed whole, renamed and edited, copied": {
			"diff --git a/a b b/c d\nsimilarity index 100%\nrename from a b\nrename to c d\n" +
				"diff --git a/e b/f\nsimilarity index 90%\nrename from e\nrename to f\nindex 1..2 100644\n--- a/e\n+++ b/f\n@@ -1 +1,2 @@\n x\n+y\n" +
				"diff --git a/g b/h\nsimilarity index 100%\ncopy from g\ncopy to h\n",
			[]Patch{
				{Path: "c d", PreviousPath: "a b", Status: Renamed},
				{Path: "f", PreviousPath: "e", Status: Renamed, Additions: 1, Text: "@@ -1 +1,2 @@\n x\n+y"},
				{Path: "h", PreviousPath: "g", Status: Copied},
			},
		},
		"mode alone, with a name that has blanks": {
			"diff --git a/x b/y z b/x b/y z\nold mode 100644\nnew mode 100755\n",
			[]Patch{{Path: "x b/y z", Status: Changed}},
		},
		"binary, in both forms, and empty": {
			"diff --git a/i.png b/i.png\nold mode 100644\nnew mode 100755\nindex 1..2\nBinary files a/i.png and b/i.png differ\n" +
				"diff --git a/j b/j\nnew file mode 100644\nindex 0..2\nGIT binary patch\nliteral 3\nKcmZQzU|\n\nliteral 0\nHcmV?d00001\n\n" +
				"diff --git a/empty b/empty\nnew file mode 100644\nindex 0000000..e69de29\n",
			[]Patch{{Path: "i.png", Status: Modified}, {Path: "j", Status: Added}, {Path: "empty", Status: Added}},
		},
		"quoted: octal, escapes, quotes, not UTF-8": {
			`diff --git "a/caf\303\251 \"q\"\t\\.go" "b/caf\303\251 \"q\"\t\\.go"` + "\nindex 1..2 100644\n" +
				`--- "a/caf\303\251 \"q\"\t\\.go"` + "\n" + `+++ "b/caf\303\251 \"q\"\t\\.go"` + "\n@@ -1 +1 @@\n-x\n+y\n" +
				`diff --git "a/\351" "b/\351"` + "\nold mode 100644\nnew mode 100755\n" +
				`diff --git "a/\n" b/x` + "\nsimilarity index 100%\n" + `rename from "\n"` + "\nrename to x\n",
			[]Patch{
				{Path: "café \"q\"\t\\.go", Status: Modified, Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-x\n+y"},
				{Path: "\xe9", Status: Changed},
				{Path: "x", PreviousPath: "\n", Status: Renamed},
			},
		},
		"blank in the name: Git adds a tab": {
			"diff --git a/a b.go b/a b.go\nindex 1..2 100644\n--- a/a b.go\t\n+++ b/a b.go\t\n@@ -1 +1 @@\n-x\n+y\n",
			[]Patch{{Path: "a b.go", Status: Modified, Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-x\n+y"}},
		},
		"a file becomes a symbolic link": {
			"diff --git a/l b/l\ndeleted file mode 100644\nindex 1..0\n--- a/l\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n" +
				"diff --git a/l b/l\nnew file mode 120000\nindex 0..1\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+m\n\\ No newline at end of file\n",
			[]Patch{{Path: "l", Status: Changed, Additions: 1, Deletions: 1,
				Text: "@@ -1 +0,0 @@\n-x\n@@ -0,0 +1 @@\n+m\n\\ No newline at end of file"}},
		},
		"submodule with mnemonic prefixes": {
			"diff --git i/lib w/lib\nindex 1..2 160000\n--- i/lib\n+++ w/lib\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n",
			[]Patch{{Path: "lib", Status: Modified, Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2"}},
		},
		"a mail's signature is no deletion": {
			"diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+y\n-- \n2.39.5\n",
			[]Patch{{Path: "a", Status: Modified, Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-x\n+y"}},
		},
		"content that looks like headers": {
			"diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n diff --git a/z b/z\n--- a/z\n+++ b/z\n+@@ -1 +1 @@\n",
			[]Patch{{Path: "a", Status: Modified, Additions: 2, Deletions: 1,
				Text: "@@ -1,2 +1,3 @@\n diff --git a/z b/z\n--- a/z\n+++ b/z\n+@@ -1 +1 @@"}},
		},
		"one miscounted hunk spoils no other file": {
			"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,9 +1 @@\n-x\n+y\ndiff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n-x\n+y",
			[]Patch{
				{Path: "a", Status: Modified, Additions: 1, Deletions: 1, Text: "@@ -1,9 +1 @@\n-x\n+y"},
				{Path: "b", Status: Modified, Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-x\n+y"},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(test.diff)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParse_ReportsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		diff    string
		want    error
		message string
	}{
		"combined":    {"commit 1\n\ndiff --cc a.go\nindex 1,2..3\n", ErrCombined, "line 3: "},
		"no prefixes": {"diff --git main.go main.go\n--- main.go\n+++ main.go\n", nil, "default prefixes"},
	}
	for name, test := range tests {
		patches, err := Parse(test.diff)
		if err == nil || patches != nil || !strings.Contains(err.Error(), test.message) || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v", name, patches, err)
		}
	}
}

// Git itself writes the diff of every odd kind of file, and its own counts are the measure.
func TestParse_AgreesWithGitOnOddFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	write := func(name, content string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	commit := func() {
		git(t, dir, "add", "-A")
		git(t, dir, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x")
	}
	names := []string{"plain.go", "with blank.go", `quo"te.go`, "tab\t.go", "back\\slash.go", "café.go", "not-utf8-\xe9.go", "new\nline.go", "a b/c b/d.go"}
	for _, name := range names {
		write(name, "one\r\ntwo\nthree")
	}
	write("moved.go", strings.Repeat("same\n", 20))
	write("to-link", "text\n")
	write("mode.sh", "echo\n")
	write("bin.dat", "a\x00b")
	write("gone.go", "x\n")
	commit()
	for _, name := range names {
		write(name, "one\r\n2\nthree\nfour\n-- minus\n++ plus\n")
	}
	for _, step := range []error{
		os.Rename(filepath.Join(dir, "moved.go"), filepath.Join(dir, "moved to.go")),
		os.Remove(filepath.Join(dir, "to-link")),
		os.Symlink("plain.go", filepath.Join(dir, "to-link")),
		os.Chmod(filepath.Join(dir, "mode.sh"), 0o755),
		os.Remove(filepath.Join(dir, "gone.go")),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	write("bin.dat", "a\x00c")
	write("empty", "")
	write("long.js", strings.Repeat("x", 10<<20))
	git(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+strings.Repeat("12", 20)+",module")
	commit()
	if files := compareWithGit(t, dir); files < 2*len(names)+8 {
		t.Errorf("compared %d files only", files)
	}
	patches, err := Parse(git(t, dir, "show"))
	if err != nil {
		t.Fatal(err)
	}
	shownRanges(t, patches)
}

func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...)
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

func TestParse_KeepsTheFirstFileAfterABlankLine(t *testing.T) {
	t.Parallel()
	patches, err := Parse("\ndiff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n")
	if err != nil || len(patches) != 1 {
		t.Errorf("%+v, %v, want one patch", patches, err)
	}
}
