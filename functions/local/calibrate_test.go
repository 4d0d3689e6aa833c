package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/risk/outcome"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// yearOld is a repository of n changes a day apart, every faultyth of which is fixed the day after, and one that landed a year later.
func yearOld(t *testing.T, n, faulty int) string {
	t.Helper()
	var in strings.Builder
	commit := func(day int, title, path, text string) {
		fmt.Fprintf(&in, "commit refs/heads/main\ncommitter Mona <mona@example.com> %d +0000\ndata %d\n%s\nM 100644 inline %s\ndata %d\n%s\n",
			1_600_000_000+86_400*day, len(title), title, path, len(text), text)
	}
	for i := range n {
		path := fmt.Sprintf("f%d.go", i)
		commit(i, "Work", path, fmt.Sprintf("package a\n\nvar x%d = load(%s)\n", i, strings.Repeat("y, ", i%50)))
		if i%faulty == 0 {
			commit(i+1, "Fix loading", path, fmt.Sprintf("package a\n\nvar x%d = loadAll(%s)\n", i, strings.Repeat("y, ", i%50)))
		}
	}
	commit(n+365, "Now", "now.go", "package a\n\nvar now = clock()\n")
	return gittest.Import(t, in.String())
}

func TestCalibrate_CountsWhatBecameOfChanges(t *testing.T) {
	t.Parallel()
	dir := yearOld(t, 200, 2)
	code, out, said := call(t, nil, "calibrate", "-repo", dir, "-format", "json")
	var got outcome.Report
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
		t.Fatalf("exit %d: %v: %s%s", code, err, out, said)
	}
	figures := got.Figures
	got.Figures = nil
	if diff := cmp.Diff(outcome.Report{Landed: 301, Scored: 241, Young: 1, Known: 240, Faulty: 80, Needed: 50}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if figures == nil || len(figures.Levels) != 4 || figures.All.Count != 80 {
		t.Errorf("figures %+v", figures)
	}
	for _, format := range []string{"text", "markdown"} {
		if code, out, _ := call(t, nil, "calibrate", "-repo", dir, "-format", format); code != 0 || !strings.Contains(out, "The top 10% by score held ") {
			t.Errorf("%s, exit %d:\n%s", format, code, out)
		}
	}
	if code, out, _ := call(t, nil, "calibrate", "-repo", dir, "-changes", "90"); code != 0 || !strings.Contains(out, "No figures") {
		t.Errorf("of 90 changes, exit %d:\n%s", code, out)
	}
}

func TestCalibrate_WrongCallSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"})
	for want, args := range map[string][]string{
		"write text, markdown or json": {"-format", "csv"}, "there is no such commit": {"-revision", "nope"}, "how many of the newest": {"-changes", "0"},
		"is not a git repository": {"-repo", t.TempDir()},
	} {
		if code, _, said := call(t, nil, append([]string{"calibrate", "-repo", dir}, args...)...); code == 0 || !strings.Contains(said, want) {
			t.Errorf("%q: exit %d, %q does not say %q", args, code, said, want)
		}
	}
}

func TestScale_CheckoutKnowsItsOutcomes(t *testing.T) {
	t.Parallel()
	known, err := landedScale(t.Context(), yearOld(t, 200, 2), "main")
	if err != nil {
		t.Fatal(err)
	}
	if o := known.Outcomes; o.Faulty != 80 || o.Top == 0 || o.TopFaulty > o.Top {
		t.Errorf("outcomes %+v", o)
	}
}
