package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/wiring"
)

const (
	unlimited = `{"summary":"It sets a limit.","findings":[{"path":"main.go","line":2,"severity":"high","category":"correctness","title":"The limit is too low",
		"explanation":"Ten is less than the usual load.","confidence":0.9}],"verdict":"comments","open_findings":[]}`
	raised = `{"summary":"It raises the limit.","findings":[],"verdict":"no_concerns","open_findings":[{"name":"F1","status":"fixed","quote":"var limit = 1000"}]}`
	silent = `{"summary":"It sets a limit.","findings":[],"verdict":"no_concerns"}`
)

// limit is the change of twoFiles with another line.
func limit(line string) []diff.Patch {
	files := twoFiles()
	files[0].Text = "@@ -1,2 +1,3 @@\n package main\n+" + line + "\n func main() {}"
	return files
}

// findings are those of the pull request's newest analysis, in short.
func (r *rig) findings(sha string) (all []string) {
	r.t.Helper()
	var e struct{ Ledger ledger.Ledger }
	r.must(json.Unmarshal(r.analysisOf(sha).Evidence, &e))
	for _, f := range e.Ledger.Findings {
		all = append(all, fmt.Sprintf("%s %s", f.Name, f.State))
	}
	return all
}

// A finding must not be raised twice, and a review must not pay for lines that it has already read.
func TestLedger_CutAnywhereKeepsFindingsOverHeads(t *testing.T) {
	t.Parallel()
	for name, course := range map[string]struct {
		files  []diff.Patch // of the second head
		answer string
		want   string
		asked  int // flows in all
	}{
		"rebased, nothing is read twice":      {limit("var limit = 10"), silent, "F1 open", 1},
		"mended":                              {limit("var limit = 1000"), raised, "F1 fixed", 2},
		"changed, and the model is silent":    {limit("var limit = 1000"), silent, "F1 outdated", 2},
		"changed elsewhere, and it is silent": {append(limit("var limit = 10"), diff.Patch{Path: "b.go", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+package b"}), silent, "F1 open", 2},
		"changed, and the defect is there":    {limit("var limit = 9 // less still"), unlimited, "F1 open", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play := func(t *testing.T, cutAt int) *rig {
				r := newRig(t, cutAt)
				r.open(standin.PullRequest{})
				r.pull("opened")
				r.settle(unlimited)
				r.must(r.gh.Push(1, head2, course.files...))
				r.pull("synchronize")
				r.settle(course.answer)
				return r
			}
			cutAnywhere(t, play, func(r *rig) {
				if diff := cmp.Diff([]string{course.want}, r.findings(head2)); diff != "" {
					r.t.Errorf("(-want +got):\n%s", diff)
				}
				runs := r.gh.CheckRuns()
				last := runs[len(runs)-1]
				if shown := strings.Contains(last.Summary+last.Text, "F1: The limit is too low"); shown != (course.want == "F1 open") {
					r.t.Errorf("%s, and the check run shows it: %t\n%s", course.want, shown, last.Summary)
				}
				if asked := len(r.flows.executions()); r.cutAt == 0 && asked != course.asked {
					r.t.Errorf("%d flows, want %d", asked, course.asked)
				}
			})
		})
	}
}

// At a later head, the model must get only the unread hunks and the open findings.
func TestLedger_SendsOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), diff.Patch{Path: "b.go", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+package b // new"})...))
	r.pull("synchronize")
	r.settle(silent)
	sent := r.flows.executions()[1].inputs["context"]
	for part, want := range map[string]bool{"package b // new": true, "F1 high main.go:2: The limit is too low": true, "var limit = 10": false} {
		if strings.Contains(sent, part) != want {
			t.Errorf("sent %q: %t\n%s", part, !want, sent)
		}
	}
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[1].ID)
	r.deliver("check_run", payload, err)
	r.settle(silent)
	all := r.flows.executions()
	if len(all) != 3 || !strings.Contains(all[2].inputs["context"], "var limit = 10") {
		t.Errorf("asked again by a person, it reads %d times, the last without all of it", len(all))
	}
}

// A team that lets findings fail the check must see which one does, and have it pass once that one is mended or dismissed.
func TestLedger_BlocksUntilTheFindingIsMended(t *testing.T) {
	t.Parallel()
	r := newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) { p.Settings.BlockSeverity = "high" })
	shown := func() string {
		runs := r.gh.CheckRuns()
		last := runs[len(runs)-1]
		return last.Conclusion + ": " + last.Title
	}
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	if got := shown(); !strings.HasPrefix(got, "failure: ") || !strings.HasSuffix(got, ", blocked by the model's finding F1") {
		t.Errorf("with an open finding: %s", got)
	}
	for _, step := range []struct {
		file, answer, want, says string
	}{
		{"var limit = 1000", raised, "neutral: ", "**Findings so far:** 1 fixed since `aaaaaaa`."},
		{"var limit = 1000 // per day", `{"summary":"No more.","findings":[],"verdict":"no_concerns"}`, "neutral: ", "1 fixed since `aaaaaaa`."},
	} {
		r.must(r.gh.Push(1, strings.Repeat(string(rune('b'+len(r.gh.CheckRuns()))), 40), limit(step.file)...))
		r.pull("synchronize")
		r.settle(step.answer)
		runs := r.gh.CheckRuns()
		if got := shown(); !strings.HasPrefix(got, step.want) || strings.Contains(got, "blocked") || !strings.Contains(runs[len(runs)-1].Summary, step.says) {
			t.Errorf("%s: %s\n%s", step.file, got, runs[len(runs)-1].Summary)
		}
	}
}

// A rebase moves hunks, a force-push may rename their file: whoever paid for a review must not pay for the same lines again, nor see what was
// dismissed come back.
func TestLedger_RebasedLinesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	rebased := twoFiles()
	rebased[0].Text = strings.Replace(rebased[0].Text, "@@ -1,2 +1,3 @@\n package main", "@@ -40,2 +40,3 @@\n // moved by others", 1)
	r.must(r.gh.Push(1, head2, rebased...))
	r.pull("synchronize")
	r.settle(silent)
	if all := r.flows.executions(); len(all) != 1 {
		t.Errorf("%d reviews are paid for: %s", len(all), all[1].inputs["context"])
	}
	if got := r.findings(head2); len(got) != 1 || got[0] != "F1 open" {
		t.Errorf("after the rebase: %v", got)
	}

	r.says("octocat", "/devplus dismiss F1 by design")
	r.settle(clean)
	forced := strings.Repeat("c", 40)
	r.must(r.gh.Push(1, forced, diff.Patch{
		Path: "limits.go", PreviousPath: "main.go", Status: diff.Renamed, Additions: 2, Text: "@@ -70,2 +70,4 @@\n // elsewhere\n+var more = 1\n+var limit = 10\n func main() {}",
	}))
	r.pull("synchronize")
	r.settle(strings.NewReplacer("main.go", "limits.go", `"line":2`, `"line":72`, `"correctness"`, `"performance"`).Replace(unlimited))
	if got := r.findings(forced); len(got) != 1 || got[0] != "F1 dismissed" {
		t.Errorf("after a force-push: %v", got)
	}
}
