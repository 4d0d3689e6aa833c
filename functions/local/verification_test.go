package main

import (
	"cmp"
	"encoding/json"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/prompt"
)

// limitedMain is main.go at the head: the line of the finding, one that refutes it, and a comment that only says so.
const limitedMain = "package main\nvar limit = 10\nvar usualLoad = 3 // requests\n// The limit is far above the usual load.\nfunc main() {}\n"

// limited is the change to it.
func limited() []diff.Patch {
	files := twoFiles()
	files[0].Text = "@@ -1,2 +1,5 @@\n package main\n+var limit = 10\n+var usualLoad = 3 // requests\n+// The limit is far above the usual load.\n func main() {}"
	files[0].Additions = 3
	return files
}

// looked is unlimited with what a second call says of its finding.
func looked(verdict, quote string) string {
	return unlimited + `,"verifications":[{"path":"main.go","line":2,"title":"The limit is too low","verdict":"` + verdict + `","quote":"` + quote + `"}]`
}

// A finding that code refutes must not cost anybody a look; one that only a comment refutes must be seen.
func TestVerification_DecidesWhatPeopleSee(t *testing.T) {
	t.Parallel()
	const withdrawn, shown = "<summary>Withdrawn findings</summary>", "F1: The limit is too low"
	for name, c := range map[string]struct {
		answers []string // of a review and of those that were asked for again
		state   string
		title   string
		has     []string
		lacks   []string
	}{
		"refuted by code": {
			[]string{looked("refuted", "var usualLoad = 3 // requests")}, "F1 withdrawn", "No findings, ",
			[]string{withdrawn, "1 withdrawn", "Refuted by `var usualLoad = 3 // requests`", "no concerns"}, []string{shown},
		},
		"refuted by a comment": {
			[]string{looked("refuted", "// The limit is far above the usual load.")}, "F1 open", "1 finding, ",
			[]string{shown + "?", "Medium (1)", "not proven"}, []string{withdrawn},
		},
		"proven": {
			[]string{looked("proven", "var usualLoad = 3 // requests")}, "F1 open", "1 finding, ", []string{shown, "High (1)", ", verified"}, []string{withdrawn, shown + "?"},
		},
		"nobody answered": {
			[]string{looked("", "")}, "F1 open", "1 finding, ", []string{shown, "High (1)", "not verified"}, []string{withdrawn, shown + "?"},
		},
		"refuted once it is open": {
			[]string{unlimited, looked("refuted", "var usualLoad = 3 // requests")}, "F1 open", "1 finding, ",
			[]string{shown + "?", "Medium (1)", "not proven"}, []string{withdrawn},
		},
		"by a flow that verifies nothing": {[]string{unlimited}, "F1 open", "1 finding, ", []string{shown, "High (1)"}, []string{withdrawn, "verified", "proven"}},
		"by a flow that says nonsense": {
			[]string{unlimited + `,"verifications":{"main.go":2}`}, "F1 open", "1 finding, ", []string{shown, "High (1)"}, []string{withdrawn, "verified"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.gh.SetFile("main.go", limitedMain)
			r.open(standin.PullRequest{Files: limited()})
			r.pull("opened")
			r.settle(c.answers[0])
			for _, answer := range c.answers[1:] {
				runs := r.gh.CheckRuns()
				payload, err := r.gh.CheckRunPayload("rerequested", runs[len(runs)-1].ID)
				r.deliver("check_run", payload, err)
				r.settle(answer)
			}
			if diff := gocmp.Diff([]string{c.state}, r.findings(head)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			last := r.lastRun()
			said := last.Summary + last.Text
			for _, a := range last.Annotations {
				said += a.Title + a.Message
			}
			if !strings.HasPrefix(last.Title, c.title) {
				t.Errorf("%s", last.Title)
			}
			for words, want := range map[bool][]string{true: c.has, false: c.lacks} {
				for _, part := range want {
					if strings.Contains(said, part) != words {
						t.Errorf("%q: %t\n%s", part, !words, said)
					}
				}
			}
		})
	}
}

// A withdrawn finding must not come back after a crash.
func TestVerification_CutAnywhereWithdraws(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		r := newRig(t, cutAt)
		r.gh.SetFile("main.go", limitedMain)
		r.open(standin.PullRequest{Files: limited()})
		r.pull("opened")
		r.settle(looked("refuted", "var usualLoad = 3 // requests"))
		return r
	}
	cutAnywhere(t, play, func(r *rig) {
		if diff := gocmp.Diff([]string{"F1 withdrawn"}, r.findings(head)); diff != "" {
			r.t.Errorf("(-want +got):\n%s", diff)
		}
		for _, run := range r.gh.CheckRuns() {
			if strings.Contains(run.Title+run.Summary, "1 finding") || len(run.Annotations) > 0 {
				r.t.Errorf("people saw it: %s", run.Title)
			}
		}
	})
}

// That a finding is mended by other lines is no claim of one answer alone.
func TestVerification_MendsByALineThatWasAdded(t *testing.T) {
	t.Parallel()
	const line = "var limitOfBursts = 1000"
	for name, c := range map[string]struct{ answer, want, uses string }{
		"it quotes the line":                {answer: `"verdict":"refuted","quote":"` + line + `"`, want: "F1 fixed high"},
		"it quotes a comment":               {answer: `"verdict":"refuted","quote":"// The limit is far above the usual load."`, want: "F1 open medium"},
		"it quotes a line from before":      {answer: `"verdict":"refuted","quote":"var usualLoad = 3 // requests"`, want: "F1 open medium"},
		"nobody answers":                    {answer: `"verdict":""`, want: "F1 open high"},
		"the defect is there":               {answer: `"verdict":"proven","quote":"` + line + `"`, want: "F1 open high"},
		"it quotes a line that is not code": {answer: `"verdict":"refuted","quote":"limitOfBursts"`, want: "F1 open medium"},
		"it quotes a definition elsewhere":  {answer: `"verdict":"refuted","quote_path":"more.go","quote":"var limitOfLoads = 2000"`, want: "F1 fixed high", uses: "limitOfLoads"},
		"it quotes one that is not used":    {answer: `"verdict":"refuted","quote_path":"more.go","quote":"var limitOfLoads = 2000"`, want: "F1 open medium"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{Files: limited()})
			r.pull("opened")
			r.settle(unlimited)
			files := limited()
			files[0].Text = strings.Replace(files[0].Text, "+1,5 @@", "+1,6 @@", 1) + "\n+" + line
			files = append(files, diff.Patch{Path: "more.go", Status: diff.Added, Additions: 2, Text: "@@ -0,0 +1,2 @@\n+package main\n+var limitOfLoads = 2000"})
			r.must(r.gh.Push(1, head2, files...))
			r.gh.SetFile("main.go", limitedMain+line+"\nvar _ = "+cmp.Or(c.uses, "limit")+"\n")
			r.gh.SetFile("more.go", "package main\nvar limitOfLoads = 2000\n")
			r.pull("synchronize")
			r.settle(raised + `,"verifications":[{"name":"F1","path":"main.go","line":2,"title":"The limit is too low",` + c.answer + `}]`)
			var e struct{ Ledger ledger.Ledger }
			r.must(json.Unmarshal(r.analysisOf(head2).Evidence, &e))
			if f := e.Ledger.Findings[0]; f.Name+" "+string(f.State)+" "+f.Severity != c.want {
				t.Errorf("%s %s %s, want %s", f.Name, f.State, f.Severity, c.want)
			}
			var sent struct{ Verify prompt.Verify }
			r.must(json.Unmarshal([]byte(r.flows.executions()[1].inputs["context"]), &sent))
			want := prompt.Verify{Most: 8, Severities: []string{"critical", "high"}, Open: []prompt.OpenClaim{
				{Name: "F1", Path: "main.go", Line: 2, Title: "The limit is too low", Explanation: "Ten is less than the usual load."},
			}}
			if diff := gocmp.Diff(want, sent.Verify); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
