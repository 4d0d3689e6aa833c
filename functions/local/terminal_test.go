package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTerminal_ShowsWholePathsAndFigures(t *testing.T) {
	t.Parallel()
	path := "pkg/web-hook/test-data/api/v3.1/repos/.github/chain-guard/test.sts.yaml"
	figure := "1,234,567.8"
	markdown := "A sentence about (-kestra) and `" + path + "` [`" + path + ":12`](https://github.com/o/r/blob/sha/x#L12).\n\n1. one\n2. two\n\n| Signal | Measured | Points |\n| --- | --- | ---: |\n" +
		"| " + strings.Repeat("s", 30) + " | a-b.c " + strings.Repeat("m", 40) + " | **" + figure + "** |\n\n- item\n\n-x \\-y"
	for _, width := range []int{40, 80, 120} {
		text, err := terminalText(markdown, "notty", width)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{path, figure, "(-kestra)", "a-b.c", "1. one", "• item", "-x -y"} {
			if !strings.Contains(text, want) {
				t.Errorf("%d columns: %q is broken in\n%s", width, want, text)
			}
		}
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, " \n")); n > max(width, 40) && !strings.Contains(line, path) {
				t.Errorf("%d columns: a line has %d: %s", width, n, line)
			}
		}
		if strings.Contains(text, "https://") {
			t.Errorf("%d columns: the address of what is named is shown, too:\n%s", width, text)
		}
	}
}

// A commit among the changes to look at first stood as "**Look at #1, **0123456**, #2 first**".
func TestTerminal_CodeInBoldStaysInOneBold(t *testing.T) {
	t.Parallel()
	text, err := terminalText("**Look at #1, [`0123456`](https://github.com/o/r/commit/0123456), #2 first**: most of the risk.", "notty", 80)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "**Look at #1, 0123456, #2 first**: most") {
		t.Errorf("the bold is broken:\n%s", text)
	}
}

// The remedy of a dangerous workflow stood as "*on pull_**request, without secrets*".
func TestTerminal_UnderscoreInEmphasisStaysInOneEmphasis(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"pull\\_request", "pull_request", "a_b_c"} {
		text, err := terminalText("_Run it on "+written+", without secrets._ A file is `a\\_b`.", "notty", 80)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text, "*Run it on "+strings.ReplaceAll(written, `\`, "")+", without secrets.*") {
			t.Errorf("the emphasis is broken:\n%s", text)
		}
	}
}

// A reader at a terminal sees what GitHub shows, and the tables that it folds only on request.
func TestTerminal_LeavesOutWhatIsClosed(t *testing.T) {
	t.Parallel()
	const markdown = "# Risk\n\n<details><summary>Score</summary>\n\n| A | B |\n| --- | --- |\n| nesting | 9 |\n\n</details>\n\nTests: 3 lines.\n\n<details><summary>Files</summary>\n\n2 files\n\n</details>\n"
	for full, want := range map[bool]string{false: "no", true: "Score nesting Files 2 files"} {
		var out strings.Builder
		if err := printTerminal(&out, markdown, full); err != nil {
			t.Fatal(err)
		}
		for _, closed := range []string{"Score", "nesting", "Files", "2 files"} {
			if shown := strings.Contains(out.String(), closed); shown != strings.Contains(want, closed) {
				t.Errorf("full %t: %q is shown: %t\n%s", full, closed, shown, out.String())
			}
		}
		if !strings.Contains(out.String(), "Tests: 3 lines.") {
			t.Errorf("full %t: %s", full, out.String())
		}
	}
}
