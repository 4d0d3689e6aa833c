package change

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// A reviewer must see the line that this change adds, and must not lose it because an older line of the same kind stands before it.
func TestWorkflowGuards_FindAddedLineAfterOldOne(t *testing.T) {
	t.Parallel()
	const head = " on:\n   pull_request_target:\n jobs:\n   a:\n     runs-on: ubuntu-latest\n     steps:\n"
	for _, tt := range []struct {
		name, text, rule string
		line             int
	}{
		{"a second checkout", "@@ -1,9 +1,12 @@\n" + head + "       - uses: actions/checkout@v4\n         with:\n           ref: ${{ github.event.pull_request.head.sha }}\n" +
			"+      - uses: actions/checkout@v4\n+        with:\n+          ref: ${{ github.head_ref }}", "exposes_secrets", 12},
		{"a second checkout where only a part is shown", "@@ -1,4 +1,7 @@\n on:\n   pull_request_target:\n         with:\n           ref: ${{ github.head_ref }}\n" +
			"+      - uses: actions/checkout@v4\n+        with:\n+          ref: ${{ github.head_ref }}", "exposes_secrets", 7},
		{"a second line of a script", "@@ -1,8 +1,9 @@\n" + head + "       - run: |\n           echo ${{ github.event.pull_request.title }}\n" +
			"+          echo ${{ github.event.pull_request.body }}", "runs_event_text", 9},
		{"a second command of a script", "@@ -1,8 +1,9 @@\n" + head + "       - run: |\n           gh pr checkout 1\n+          gh pr checkout 2", "exposes_secrets", 9},
	} {
		facts := Measure([]diff.Patch{{Path: ".github/workflows/x.yml", Status: diff.Modified, Text: tt.text}})
		if facts.Unreadable > 0 {
			t.Fatalf("%s: the patch is broken", tt.name)
		}
		if len(facts.Guards) != 1 || facts.Guards[0].Rule != tt.rule || facts.Guards[0].Start != tt.line {
			t.Errorf("%s: %+v, want %s:%d", tt.name, facts.Guards, tt.rule, tt.line)
		}
	}
}

// A text that one job passes to another, or inserts unless there is none, would run as a command unseen; what is only asked for runs nothing.
func TestRunsEventText_FollowsOutputsAndDefaults(t *testing.T) {
	t.Parallel()
	const use = "  use:\n    needs: [parse]\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./run "
	for run, want := range map[string]int{
		"${{ needs.parse.outputs.title }}":       1,
		"${{ needs.parse.outputs.empty }}":       0,
		"${{ github.event.issue.title || '-' }}": 1,
		"${{ github.event.issue.title && '-' }}": 0,
	} {
		text := "on: issues\njobs:\n  parse:\n    runs-on: ubuntu-latest\n    outputs:\n      empty:\n      title: ${{ github.event.issue.title }}\n    steps:\n      - run: make\n" + use + run
		lines := linesOf("+" + strings.ReplaceAll(text, "\n", "\n+"))
		if got := runsEventText(&shownFile{shown: lines}); len(got) != want {
			t.Errorf("%s: %v", run, got)
		}
	}
}

// A job that was needed for its results kept nobody out: without it, the workflow is as open as before.
func TestExposesSecrets_JobThatWasNeededKeptNobodyOut(t *testing.T) {
	t.Parallel()
	for step, want := range map[string]bool{"run: make": false, "uses: actions-cool/check-user-permission@v2": true} {
		text := " on: pull_request_target\n jobs:\n   build:\n     runs-on: ubuntu-latest\n     steps:\n       - " + step + "\n   preview:\n-    needs: build\n" +
			"     runs-on: ubuntu-latest\n     steps:\n       - uses: actions/checkout@v4\n         with:\n           ref: ${{ github.event.pull_request.head.sha }}\n" +
			"       - run: make\n         env: {TOKEN: '${{ secrets.TOKEN }}'}"
		if got := exposesSecrets(&shownFile{shown: linesOf(text)}); len(got) > 0 != want {
			t.Errorf("%s: %v", step, got)
		}
	}
}

// An old script with event text stays as it is; another script of the workflow gets a harmless line.
func TestWorkflowGuards_LeaveOldScriptAlone(t *testing.T) {
	t.Parallel()
	text := "@@ -1,9 +1,10 @@\n on:\n   pull_request_target:\n jobs:\n   a:\n     runs-on: ubuntu-latest\n     steps:\n       - run: echo ${{ github.head_ref }}\n       - run: |\n           make\n+          make test"
	if facts := Measure([]diff.Patch{{Path: ".github/workflows/x.yml", Status: diff.Modified, Text: text}}); len(facts.Guards) > 0 || facts.Unreadable > 0 {
		t.Errorf("%+v", facts.Guards)
	}
}

// Parsing a workflow takes most of the time of measuring it: a permission or a deleted event is no reason to.
func TestMayTrigger_OnlyByEventsOfTheNewVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		" on: pull_request_target":                 true,
		"+on: {issues: {types: [opened]}}":         true,
		"-on: pull_request_target\n+on: push":      false,
		" permissions:\n+  issues: write":          false,
		"+  discussions: read\n on: issue_comment": true,
		" jobs:\n+  build:":                        false,
	} {
		if got := mayTrigger(linesOf(text)); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
