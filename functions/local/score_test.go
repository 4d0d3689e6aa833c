package main

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func TestScore_ScoresEveryCommitOfARange(t *testing.T) {
	dir := gittest.Repository(t,
		map[string]string{"a.go": "package a\n"},
		map[string]string{"a.go": "package a\n\nfunc b() { c(d()) }\n"},
		map[string]string{"README.md": "# A\n"},
	)
	scores := func(args ...string) [][]string {
		t.Helper()
		code, out, said := call(t, nil, append([]string{"score", "-repo", dir}, args...)...)
		if code != 0 || said != "" {
			t.Fatalf("%v: exit %d: %s", args, code, said)
		}
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || strings.Join(rows[0], ",") != "sha,score,level,probability" {
			t.Fatalf("%v: %v in\n%s", args, err, out)
		}
		return rows[1:]
	}
	whole := scores()
	if len(whole) != 3 || whole[1][1] == "0" || whole[2][1] != "0" {
		t.Errorf("of three commits, code in the second, docs in the third: %v", whole)
	}
	// The commits before a range count as its history.
	if part := scores("-range", "HEAD~2..HEAD"); len(part) != 2 || strings.Join(part[0], ",") != strings.Join(whole[1], ",") {
		t.Errorf("%v of the range, %v of the whole", part, whole)
	}
	if none := scores("-range", "HEAD..HEAD"); len(none) != 0 {
		t.Errorf("%v of an empty range", none)
	}
	if alone := scores("-history=false"); alone[1][3] == whole[1][3] {
		t.Errorf("history makes no difference: %v", alone)
	}
}

func TestScore_JSONHasSignals(t *testing.T) {
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n\nfunc b() { c(d()) }\n"})
	_, out, _ := call(t, nil, "score", "-repo", dir, "-format", "json")
	var line struct {
		SHA string `json:"sha"`
		risk.Assessment
	}
	if err := json.Unmarshal([]byte(out), &line); err != nil || len(line.SHA) != 40 || len(line.Signals) != 14 || line.Score == 0 {
		t.Errorf("%v: %+v", err, line)
	}
}

func TestScore_WrongCallSaysWhatToDo(t *testing.T) {
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"})
	for args, says := range map[string]string{
		"-format xml": "write csv or json", "-range v9": "no such commits", "-range --all": "no such commits", "-repo /nonexistent": "not a git repository",
	} {
		code, out, said := call(t, nil, append([]string{"score", "-repo", dir}, strings.Fields(args)...)...)
		if code == 0 || out != "" || !strings.Contains(said, says) {
			t.Errorf("%s: exit %d, %q, want %q", args, code, said, says)
		}
	}
}

// A merge that landed is one change, whatever its number of commits, and each change is scored on the scale of
// the earlier ones only.
func TestScore_FirstParentScoresWhatLanded(t *testing.T) {
	dir := gittest.Repository(t,
		map[string]string{"a.go": "package a\n"},
		map[string]string{"a.go": "package a\n\nfunc b() { c(d()) }\n"},
	)
	for _, args := range [][]string{
		{"checkout", "-q", "-b", "topic"}, {"commit", "-q", "--allow-empty", "-m", "One"},
		{"checkout", "-q", "-"}, {"commit", "-q", "--allow-empty", "-m", "Between"}, {"merge", "-q", "--no-ff", "-m", "Merge it", "topic"},
	} {
		gittest.Run(t, dir, args...)
	}
	count := func(args ...string) int {
		t.Helper()
		code, out, said := call(t, nil, append([]string{"score", "-repo", dir}, args...)...)
		if code != 0 {
			t.Fatalf("%v: exit %d: %s", args, code, said)
		}
		return strings.Count(out, "\n") - 1
	}
	if commits, landed := count(), count("-first-parent"); commits != 4 || landed != 4 {
		t.Errorf("%d commits and %d landed changes, want 4 (the merge is none) and 4 (the topic's commit is none)", commits, landed)
	}
	if landed := count("-first-parent", "-range", "HEAD~1..HEAD"); landed != 1 {
		t.Errorf("%d changes landed with the merge, want 1", landed)
	}
}
