package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/wiring"
)

// One long title is no reason to lose a review that cost money.
func TestWindow_TitleThatIsTooLongIsCutAndSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(strings.Replace(finding, "The limit is off by one", strings.Repeat("x", 201), 1))
	run := r.lastRun()
	if !strings.Contains(run.Title, "1 finding") || !strings.Contains(run.Text, "The model's answer was too long in 1 place: cut there.") {
		t.Errorf("%s\n%s", run.Title, run.Text)
	}
	if len(run.Annotations) != 1 || !strings.HasSuffix(run.Annotations[0].Title, "x…") {
		t.Errorf("%+v", run.Annotations)
	}
}

// refuses lets the flow that runs fail as one does whose question is too long.
func (r *rig) refuses(said string) *execution {
	r.t.Helper()
	r.drain()
	x := r.flows.running()
	if x == nil {
		r.t.Fatal("no flow runs")
	}
	r.call(x, `"status":"failed","error":{"code":"model_window","message":"the model endpoint answered HTTP 400: `+said+`"}`)
	r.drain()
	return x
}

// asked is the context of the flow that runs.
func (r *rig) asked() (c prompt.Context) {
	r.t.Helper()
	r.drain()
	if err := json.Unmarshal([]byte(r.flows.running().inputs["context"]), &c); err != nil {
		r.t.Fatal(err)
	}
	return c
}

// large is a change that a small model does not take at once.
func large() []diff.Patch {
	text := "@@ -1 +1,401 @@\n package p\n" + strings.Repeat("+\tx.Add(0xBEEF, a[17], \"some words of a text\") // 12345\n", 400)
	return []diff.Patch{{Path: "main.go", Status: diff.Modified, Additions: 400, Text: text}}
}

// A model with a small window must still review, without anybody looking up what it takes.
func TestWindow_TooSmallIsFoundAndAskedInSmallerParts(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{Files: large()})
	r.pull("opened")
	if whole := r.asked(); whole.Room != 0 || len(whole.Parts) != 1 {
		t.Fatalf("%d parts of %d bytes", len(whole.Parts), whole.Room)
	}
	r.refuses("This model's maximum context length is 8192 tokens. However, you requested 12000 tokens.")
	small := r.asked()
	if len(small.Parts) < 2 || small.AnswerTokens != 2048 {
		t.Errorf("%d parts, %d tokens for an answer", len(small.Parts), small.AnswerTokens)
	}
	r.settle(clean)
	if a := r.analysisOf(head); a.State != analysis.Published || a.Degraded != "" || a.Attempt != 2 {
		t.Errorf("%s, attempt %d, degraded because %q", a.State, a.Attempt, a.Degraded)
	}
	for _, run := range r.gh.CheckRuns() {
		if run.Status != "completed" {
			t.Errorf("%s is left %s", run.ExternalID, run.Status)
		}
	}

	// The next pull request begins with what was found.
	r.openNumbered(2)
	if next := r.asked(); next.AnswerTokens != 2048 {
		t.Errorf("the next one has %d tokens for an answer", next.AnswerTokens)
	}
}

// Without an end, a model that takes nothing would be asked for ever.
func TestWindow_TooSmallForAnythingIsSaidInTheEndpointsWords(t *testing.T) {
	t.Parallel()
	r := newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) { p.Model.ContextTokens = 12_000 })
	r.open(standin.PullRequest{Files: large()})
	r.pull("opened")
	r.refuses("prompt is too long") // 12,000 tokens
	r.refuses("prompt is too long, @octocat <img src=x>")
	r.settle(clean)
	run := r.lastRun()
	if a := r.analysisOf(head); a.Attempt != 2 || !strings.Contains(a.Degraded, "choose a model with a larger one (the model endpoint answered HTTP 400: prompt is too long") {
		t.Errorf("attempt %d, degraded because %q", a.Attempt, a.Degraded)
	}
	if strings.Contains(run.Title, "prompt is too long") || !strings.Contains(run.Summary, "prompt is too long") || strings.Contains(run.Summary, " <img") || !strings.Contains(run.Summary, "`@octocat`") {
		t.Errorf("%s\n%s", run.Title, run.Summary)
	}
}
