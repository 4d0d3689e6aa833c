package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// The lines of main.go that the pull request adds, one finding on each, and how the model calls them once more after a force-push.
var raisedTwice = []struct{ line, severity, category, again string }{
	{"var mostUsers = 10", "high", "correctness", ""},
	{"var mostRetries = 20", "medium", "correctness", "performance"},
	{"var pauseSeconds = 30", "medium", "correctness", "security"},
	{"var mostRequests = 40", "medium", "correctness", ""},
}

// foundOn is an answer with a finding on each line from first on; again is in other words and categories.
func foundOn(first int, again bool, openFindings string) string {
	var found []string
	for i, f := range raisedTwice {
		title, category := "Too low for "+strings.Fields(f.line)[1], f.category
		if again {
			title, category = "Refuses load by "+strings.Fields(f.line)[1], f.again
		}
		if category != "" {
			found = append(found, fmt.Sprintf(`{"path":%q,"line":%d,"severity":%q,"category":%q,"title":%q,"explanation":"KEY is less than the usual load.","confidence":0.9}`,
				map[bool]string{false: "main.go", true: "limits.go"}[again], first+i, f.severity, category, title))
		}
	}
	return `{"summary":"It sets limits.","findings":[` + strings.Join(found, ",") + `],"verdict":"comments","open_findings":[` + openFindings + `]}`
}

// ledgerNow is the ledger of the pull request.
func (w *world) ledgerNow() *ledger.Ledger {
	w.t.Helper()
	latest, err := w.db.Latest(w.t.Context(), kindtest.LatestID(w.gh.Options().RepositoryID, analysis.Subject{Kind: "pull_request", Number: 1}))
	if err != nil {
		w.t.Fatal(err)
	}
	l, err := ledger.Decode(latest.Ledger)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

func (w *world) wantFindings(at string, want ...string) {
	w.t.Helper()
	var got []string
	for _, f := range w.ledgerNow().Findings {
		got = append(got, fmt.Sprintf("%s %s %s:%d", f.Name, f.State, f.Path, f.Line))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("%s (-want +got):\n%s", at, diff)
	}
}

// delivers brings an event with a payload that the stand-in made.
func (w *world) delivers(event string, payload []byte, err error) {
	w.t.Helper()
	if err == nil {
		if d := w.gh.Deliver(w.t.Context(), w.url+"/webhook", event, payload, testSecret); d.StatusCode != http.StatusAccepted {
			err = fmt.Errorf("the webhook answered %d", d.StatusCode)
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// told is what the model was told in each of its calls.
func (w *world) told() (all []string) {
	w.t.Helper()
	for _, r := range w.stack.Model.Requests(w.t, w.key) {
		var body struct{ Messages []struct{ Content string } }
		if err := json.Unmarshal(r.Body, &body); err != nil {
			w.t.Fatal(err)
		}
		said := ""
		for _, m := range body.Messages {
			said += m.Content + "\n"
		}
		all = append(all, said)
	}
	return all
}

// On the engine as on the fake: what is mended is fixed, what people dismissed stays so under another name of its file and other words, and
// no hunk is paid for twice.
//
// It runs alone: the engine asks again where the model is late, which would take the reply that the script has for the next call.
func TestLedger_OnTheEngineFindingsEndAndStayEnded(t *testing.T) {
	w := newWorld(t, func(w *world, p *parts) {
		w.gh, p.app = gitHubOf(t, standin.Options{ContentsWrite: true})
		p.Settings.Repository.Findings.Show = "comments"
	},
		kestratest.Reply{Content: foundOn(2, false, "")},
		kestratest.Reply{Content: `{"verdict":"proven","quote":"var mostUsers = 10","quote_path":"main.go","reason":"It is ten."}`},
		kestratest.Reply{Content: foundOn(3, true, `{"name":"F1","status":"fixed","quote":"var mostUsers = 1000"}`)},
	)
	var lines []string
	for _, f := range raisedTwice {
		lines = append(lines, "+"+f.line)
	}
	files := twoFiles()
	files[0].Additions, files[0].Text = 4, "@@ -1,2 +1,6 @@\n package main\n"+strings.Join(lines, "\n")+"\n func main() {}"
	w.gh.SetFile("main.go", "package main\n"+strings.ReplaceAll(strings.Join(lines, "\n"), "+", "")+"\nfunc main() {}\n")
	w.opened(files)
	if view := w.ended(head); view.Degraded {
		t.Fatal(view.DegradedReason)
	}
	w.wantFindings("at first", "F1 open main.go:2", "F2 open main.go:3", "F3 open main.go:4", "F4 open main.go:5")

	of := func(name string) *standin.LineComment {
		comments := w.gh.Reviews(1)[0].Comments
		i := slices.IndexFunc(comments, func(c *standin.LineComment) bool { return strings.Contains(c.Body, name+": ") })
		return comments[i]
	}
	ours := of("F4")
	w.gh.AddReview(standin.Review{Number: 1, AppID: 99, SHA: head, Body: "a copy", Comments: []*standin.LineComment{{Path: ours.Path, First: 5, Last: 5, Body: ours.Body}}})
	payload, err := w.gh.ReviewThreadPayload(true, w.gh.Reviews(1)[1].Comments[0].ID, standin.Account{Login: "stranger", Type: "User"})
	w.delivers("pull_request_review_thread", payload, err)
	payload, err = w.gh.ReviewThreadPayload(true, of("F3").ID, standin.Account{Login: "colleague", Type: "User"})
	w.delivers("pull_request_review_thread", payload, err)
	w.gh.Grant("mona", "write")
	payload, err = w.gh.IssueCommentPayload("created", w.gh.AddComment(standin.Comment{Number: 1, Body: "/devplus dismiss F2 by design", Author: standin.Account{Login: "mona", Type: "User"}}))
	w.delivers("issue_comment", payload, err)
	until(t, "GitHub shows what mona dismissed, and the conversation is known", func() bool {
		return w.ledgerNow().Findings[2].ResolvedBy == "colleague" && of("F2").Resolved
	})
	w.wantFindings("dismissed", "F1 open main.go:2", "F2 dismissed main.go:3", "F3 open main.go:4", "F4 open main.go:5")

	forced := []diff.Patch{files[1], {
		Path: "limits.go", PreviousPath: "main.go", Status: diff.Renamed, Additions: 5,
		Text: "@@ -1,2 +1,7 @@\n package main\n+var more = 1 // next door\n+var mostUsers = 1000\n" + strings.Join(lines[1:], "\n") + "\n func main() {}",
	}}
	if err := w.gh.Push(1, head2, forced...); err != nil {
		t.Fatal(err)
	}
	w.webhook("synchronize")
	if view := w.ended(head2); view.Degraded {
		t.Fatal(view.DegradedReason)
	}
	ended := []string{"F1 fixed limits.go:2", "F2 dismissed limits.go:4", "F3 dismissed limits.go:5", "F4 open limits.go:6"}
	w.wantFindings("after the force-push", ended...)
	if !of("F1").Resolved || !strings.Contains(of("F1").Body, "Fixed in `"+head2[:7]) || of("F4").Resolved {
		t.Errorf("what is fixed: %+v; what is open: %+v", of("F1"), of("F4"))
	}
	if run := w.shown(head2); !strings.Contains(run.Summary, "**Findings so far:** 1 open, 1 fixed since `aaaaaaa`, 2 dismissed.") || strings.Contains(run.Summary+run.Text, "Refuses load") ||
		!strings.Contains(run.Text, "<details><summary>Dismissed here before</summary>") || !strings.Contains(run.Text, "**F3** dismissed by `colleague`") {
		t.Errorf("%s\n%s\n%s", run.Title, run.Summary, run.Text)
	}

	rebased := slices.Clone(forced)
	rebased[1].Text = strings.Replace(rebased[1].Text, "@@ -1,2 +1,7 @@", "@@ -51,2 +51,7 @@", 1)
	head3 := strings.Repeat("c", 40)
	if err := w.gh.Push(1, head3, rebased...); err != nil {
		t.Fatal(err)
	}
	w.webhook("synchronize")
	w.ended(head3)
	w.wantFindings("after the rebase", "F1 fixed limits.go:2", "F2 dismissed limits.go:54", "F3 dismissed limits.go:55", "F4 open limits.go:56")

	told := w.told()
	if len(told) != 3 {
		t.Fatalf("%d calls, want a review, a verification and a review", len(told))
	}
	for words, want := range map[string]bool{"+ var mostUsers = 1000": true, "F1 high main.go:2": true, "F4 medium main.go:5": true, "F2 ": false, "+ More.": false} {
		if strings.Contains(told[2], words) != want {
			t.Errorf("later the model is told %q: %t\n%s", words, !want, told[2])
		}
	}
	if !strings.Contains(told[0], "+ More.") {
		t.Errorf("nobody has read the README:\n%s", told[0])
	}
}
