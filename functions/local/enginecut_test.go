package main

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

var engineCuts = flag.Int("engine.cuts", 1, "places at which courses on the engine are cut off, evenly apart; 0: after every write")

// engineCourse is a pull request whose first head gets a finding, what people then do, and its second head.
type engineCourse struct {
	write    bool // the App may write contents
	between  func(r *rig, comment int64)
	files    func(again string) []diff.Patch // of the second head beside the README; new lines hold the word
	answer   string                          // at the second head; "": the model must not be asked
	want     string
	resolved bool
}

// At a later head the model is asked by the word that only new lines hold, and says this.
const raisedAgain = `{"summary":"It sets a limit.","findings":[{"path":"%s","line":%d,"severity":"medium","category":"performance","title":"Refuses load",
		"explanation":"Ten is less than the usual load.","confidence":0.9}],"verdict":"comments","open_findings":[]}`

var engineCourses = map[string]engineCourse{
	"open, then fixed, and its conversation resolved by us": {
		write:  true,
		files:  func(again string) []diff.Patch { return limitAlone("var limit = 1000 // " + again) },
		answer: raised, want: "F1 fixed", resolved: true,
	},
	"open, then dismissed, then force-pushed under another name and raised again": {
		between: func(r *rig, _ int64) {
			r.gh.Grant("mona", "write")
			r.says("mona", "/devplus dismiss F1 by design")
		},
		files: func(again string) []diff.Patch {
			return []diff.Patch{{
				Path: "limits.go", PreviousPath: "main.go", Status: diff.Renamed, Additions: 2,
				Text: "@@ -1,2 +1,4 @@\n package main\n+var more = 1 // " + again + "\n+var limit = 10\n func main() {}",
			}}
		},
		answer: fmt.Sprintf(raisedAgain, "limits.go", 3), want: "F1 dismissed",
	},
	"rebased: nothing is read twice": {
		files: func(string) []diff.Patch {
			files := limitAlone("var limit = 10")
			files[0].Text = strings.Replace(files[0].Text, "@@ -1,2 +1,3 @@", "@@ -51,2 +51,3 @@", 1)
			return files
		},
		want: "F1 open",
	},
	"its conversation resolved by a person": {
		between: func(r *rig, comment int64) { r.resolves(comment, "colleague") },
		files:   nextDoor, answer: fmt.Sprintf(raisedAgain, "main.go", 2), want: "F1 dismissed", resolved: true,
	},
	"a stranger's copy of its conversation resolved": {
		between: func(r *rig, _ int64) {
			ours := r.gh.Reviews(1)[0].Comments[0]
			r.gh.AddReview(standin.Review{Number: 1, AppID: 99, SHA: head, Body: "a copy", Comments: []*standin.LineComment{{Path: ours.Path, First: 2, Last: 2, Body: ours.Body}}})
			r.resolves(r.gh.Reviews(1)[1].Comments[0].ID, "stranger")
		},
		files: nextDoor, answer: silent, want: "F1 open",
	},
}

// limitAlone is the change of main.go with another line.
func limitAlone(line string) []diff.Patch { return limit(line)[:1] }

// nextDoor is a second head that leaves what was found as it is.
func nextDoor(again string) []diff.Patch {
	return append(limitAlone("var limit = 10"), diff.Patch{Path: "b.go", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+package b // " + again})
}

func (r *rig) resolves(comment int64, login string) {
	r.t.Helper()
	payload, err := r.gh.ReviewThreadPayload(true, comment, standin.Account{Login: login, Type: "User"})
	r.deliver("pull_request_review_thread", payload, err)
}

// What the fake engine shows of each write, the real one shows of some in each run, of all with -engine.cuts 0: a process that is gone
// neither loses a finding nor raises one that ended, and no hunk is read twice.
func TestLedger_CutAnywhereOnTheEngineKeepsFindings(t *testing.T) {
	t.Parallel()
	for name, c := range engineCourses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := c.play(t, 0)
			if whole.writes == 0 {
				t.Fatal("the course writes nothing: there is no place to cut it off")
			}
			step := 1
			if *engineCuts > 0 {
				step = max(whole.writes / *engineCuts, 1)
			}
			for cut := (step + 1) / 2; cut <= whole.writes; cut += step {
				t.Run(fmt.Sprintf("after write %d of %d", cut, whole.writes), func(t *testing.T) { c.play(t, cut) })
			}
		})
	}
}

// play plays the course and judges how it ends.
func (c engineCourse) play(t *testing.T, cutAt int) *rig {
	t.Helper()
	once, again := fmt.Sprintf("first-%d", rigs.Add(1)), fmt.Sprintf("later-%d", rigs.Add(1))
	r := newEngineRig(t, cutAt, standin.Options{ContentsWrite: c.write}, map[string]string{
		once:  strings.Replace(unlimited, "high", "medium", 1), // so that no second call verifies it
		again: strings.Replace(c.answer, "limit = 1000", "limit = 1000 // "+again, 1),
	})
	readme := twoFiles()[1]
	readme.Text += " " + once
	r.gh.SetFile("main.go", changedMain)
	r.open(standin.PullRequest{Files: append(limitAlone("var limit = 10"), readme)})
	r.pull("opened")
	r.settle("")
	if c.between != nil {
		c.between(r, r.gh.Reviews(1)[0].Comments[0].ID)
		r.settle("")
	}
	r.pushReviewed("", append(c.files(again), readme)...)
	comment := r.gh.Reviews(1)[0].Comments[0]
	if diff := cmp.Diff([]string{c.want}, r.findings(head2)); diff != "" || comment.Resolved != c.resolved || r.deadLetters > 0 {
		t.Errorf("resolved: %t, %d dead letters (-want +got):\n%s", comment.Resolved, r.deadLetters, diff)
	}
	run := r.counting(head2)
	if strings.Contains(run.Summary+run.Text, "Refuses load") || strings.Contains(run.Title, "not reviewed") || run.Status != "completed" {
		t.Errorf("%s: %s\n%s\n%s", run.Status, run.Title, run.Summary, run.Text)
	}
	later := r.engine.Model.Requests(t, again)
	if (len(later) > 0) != (c.answer != "") {
		t.Errorf("the model was asked %d times at the second head", len(later))
	}
	for _, asked := range later {
		if body := string(asked.Body); strings.Contains(body, once) || strings.Contains(body, "+ var limit = 10\\n") && !strings.Contains(body, "limits.go") {
			t.Errorf("what was read is sent again:\n%s", asked.Body)
		}
	}
	if first := r.engine.Model.Requests(t, once); cutAt == 0 && len(first) != 1 {
		t.Errorf("the model was asked %d times at the first head", len(first))
	}
	return r
}
