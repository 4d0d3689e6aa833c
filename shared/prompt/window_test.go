package prompt_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/prompt"
)

// largeChange has a diff of many files, in a script that takes more tokens than English.
func largeChange(files int) []diff.Patch {
	patches := make([]diff.Patch, files)
	for i := range patches {
		text := "@@ -1 +1,41 @@\n package p\n" + strings.Repeat("+\tx.Add(0xBEEF, \"各ファイルのリスク\", a[17]) // 12345\n", 40)
		patches[i] = diff.Patch{Path: fmt.Sprintf("pkg/file%d.go", i), Status: diff.Modified, Additions: 40, Text: text}
	}
	return patches
}

// A message that the model refuses as too long costs the whole review.
func TestWindow_MessagesFitIt(t *testing.T) {
	t.Parallel()
	patches := largeChange(30)
	in := prompt.Input{
		AnalysisID: "a", Kind: "pull_request", Repository: "octo/project", Number: 1, Title: strings.Repeat("t", 600), Body: strings.Repeat("body\n", 4000),
		Facts: change.Measure(patches), Patches: patches, ResponseSchema: json.RawMessage(`{}`),
	}
	for i := range 100 {
		in.Open = append(in.Open, prompt.OpenFinding{Name: fmt.Sprint("F", i), Path: "pkg/file1.go", Title: strings.Repeat("o", 100)})
	}
	before := 0
	for _, window := range []prompt.Window{analysis.MinWindow, 8192, 16384, 32768, 131072} {
		in.Window = window
		c, coverage, err := prompt.PullRequest(in)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range c.Parts {
			if n := prompt.Tokens(part); n+prompt.InstructionTokens+c.AnswerTokens > int(window) {
				t.Errorf("window %d: part %d has %d tokens, with instructions and %d for the answer too many", window, i, n, c.AnswerTokens)
			}
		}
		if coverage.Bytes < before || coverage.Bytes < 4000 || len(c.Parts) > prompt.MaxParts {
			t.Errorf("window %d: %d bytes of diff in %d parts, after %d in a smaller one", window, coverage.Bytes, len(c.Parts), before)
		}
		before = coverage.Bytes
	}
	blocks := prompt.Request{AnalysisID: "a", Kind: "release_risk", ResponseSchema: json.RawMessage(`{}`), Window: 8192,
		Blocks: []prompt.Block{{Name: "changes", Text: strings.Repeat("#12 Limit it (by octocat)\n", 9000)}}}
	c, _, err := prompt.Build(blocks)
	if err != nil || prompt.Tokens(c.Parts[0])+prompt.InstructionTokens+c.AnswerTokens > 8192 {
		t.Errorf("a release: %d tokens, %v", prompt.Tokens(c.Parts[0]), err)
	}
}

func TestWindow_OfUnknownSizeChangesNothing(t *testing.T) {
	t.Parallel()
	patches := largeChange(2)
	in := prompt.Input{Kind: "pull_request", Facts: change.Measure(patches), Patches: patches, ResponseSchema: json.RawMessage(`{}`)}
	unknown, _, err := prompt.PullRequest(in)
	if err != nil || unknown.AnswerTokens != 0 || unknown.Room != 0 {
		t.Fatalf("%d, %d, %v", unknown.AnswerTokens, unknown.Room, err)
	}
	in.Window = 1 << 20
	if large, _, err := prompt.PullRequest(in); err != nil || large.Parts[0] != unknown.Parts[0] {
		t.Errorf("a large window changes the message: %v", err)
	}
}

// Each refusal must bring something smaller, and an end.
func TestWindow_GetsSmallerUntilNothingFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		window prompt.Window
		said   int
		want   prompt.Window
		ok     bool
	}{
		{0, 8192, 8192, true}, {0, 0, 20000, true}, {0, 200000, 20000, true}, {8192, 8192, 6144, true}, {32768, 4096, 6144, true},
		{20000, 0, 10000, true}, {6144, 0, 6144, false}, {6144, 5000, 6144, false},
	} {
		if got, ok := c.window.Smaller(c.said); got != c.want || ok != c.ok {
			t.Errorf("after %d, said %d: %d, %t; want %d, %t", c.window, c.said, got, ok, c.want, c.ok)
		}
	}
}

func TestTokens_IsOnTheSafeSide(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		known int // by cl100k_base
	}{
		{"", 0}, {"func main() {\n\tfmt.Println(\"hello, world\")\n}\n", 14}, {"リスク", 3}, {"🎉🚀", 4}, {"h1:Kzb8pd2jGJ0xTtBqXDbcM7s=", 18}, {"            x", 2},
	} {
		if got := prompt.Tokens(c.text); got < c.known || got > 3*c.known {
			t.Errorf("%q: %d, known are %d", c.text, got, c.known)
		}
	}
}
