package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/wiring"
)

// sharingRig has two pull requests with one head, where findings block.
func sharingRig(t *testing.T, cutAt int) *rig {
	t.Helper()
	r := newRigOn(t, cutAt, standin.Options{}, func(p *wiring.Parts) { p.Settings.BlockSeverity = "high" })
	r.open(standin.PullRequest{})
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 2, Base: base2, BaseRef: "release", Head: head, Title: "Limit the release", Files: twoFiles()}))
	return r
}

func (r *rig) pullOf(number int, action string) {
	r.t.Helper()
	payload, err := r.gh.PullRequestPayload(action, number)
	r.deliver("pull_request", payload, err)
}

// counting is the check that GitHub shows for a commit: its newest run.
func (r *rig) counting(sha string) standin.CheckRun {
	r.t.Helper()
	var newest standin.CheckRun
	for _, run := range r.gh.CheckRuns() {
		if run.HeadSHA == sha && run.ID > newest.ID {
			newest = run
		}
	}
	return newest
}

// conclusions are those of the check runs of a commit, oldest first.
func (r *rig) conclusions(sha string) (all []string) {
	for _, run := range r.gh.CheckRuns() {
		if run.HeadSHA == sha {
			all = append(all, run.Conclusion)
		}
	}
	return all
}

// reviewBoth has both pull requests analyzed, one after the other.
func (r *rig) reviewBoth(first, second string) {
	r.t.Helper()
	r.pullOf(1, "opened")
	r.settle(first)
	r.pullOf(2, "opened")
	r.settle(second)
}

// A branch that one pull request may not merge must not merge by another one's check.
func TestSharedHead_WorseConclusionCountsForBoth(t *testing.T) {
	t.Parallel()
	for name, results := range map[string][2]string{"the first fails": {finding, clean}, "the second fails": {clean, finding}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := sharingRig(t, 0)
			r.reviewBoth(results[0], results[1])
			if got := r.conclusions(head); !slices.Equal(got, []string{"failure", "failure"}) {
				t.Errorf("conclusions %v", got)
			}
			for _, run := range r.gh.CheckRuns() {
				if !strings.Contains(run.Summary, "#1") || !strings.Contains(run.Summary, "#2") || !strings.Contains(run.Title, "#") {
					t.Errorf("%s does not name both: %q\n%s", run.ExternalID, run.Title, run.Summary)
				}
			}
			annotations := 0
			for _, run := range r.gh.CheckRuns() {
				annotations += len(run.Annotations)
			}
			if annotations != 1 {
				t.Errorf("%d annotations, want that of the finding once", annotations)
			}
		})
	}
}

// A closed pull request must neither block nor unblock the open ones with the same head.
func TestSharedHead_IsRecomputedWhenOneEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*rig, int){
		"closed": func(r *rig, n int) { r.must(r.gh.Close(n, false)); r.pullOf(n, "closed") },
		"merged": func(r *rig, n int) { r.must(r.gh.Close(n, true)); r.pullOf(n, "closed") },
		"pushed": func(r *rig, n int) { r.must(r.gh.Push(n, head2, twoFiles()...)); r.pullOf(n, "synchronize") },
	} {
		for _, failing := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s, %d fails", name, failing), func(t *testing.T) {
				t.Parallel()
				r := sharingRig(t, 0)
				if failing == 1 {
					r.reviewBoth(finding, clean)
				} else {
					r.reviewBoth(clean, finding)
				}
				end(r, failing)
				r.settle(clean)
				if run := r.counting(head); run.Conclusion != "neutral" || strings.Contains(run.Summary, fmt.Sprintf("#%d", failing)) {
					t.Errorf("without #%d: %s, %q\n%s", failing, run.Conclusion, run.Title, run.Summary)
				}
			})
		}
	}
}

// An instance that GitHub kept waiting for longer than its lease must leave the rest to the next one, which may know better.
func TestSharedHead_WritesNothingOnceItsLeaseIsOver(t *testing.T) {
	t.Parallel()
	var late atomic.Bool
	r := newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) {
		p.Settings.BlockSeverity = "high"
		now := p.Now
		p.Now = func() time.Time {
			if late.Load() {
				return now().Add(analysis.LeaseDuration)
			}
			return now()
		}
	})
	r.open(standin.PullRequest{})
	for number := 2; number <= 3; number++ {
		r.must(r.gh.AddPullRequest(standin.PullRequest{Number: number, Base: base2, BaseRef: "release", Head: head, Title: "Limit the release", Files: twoFiles()}))
	}
	r.reviewBoth(finding, clean)
	r.pullOf(3, "opened")
	r.settle(clean)
	r.must(r.gh.Close(1, false))
	r.gh.Fail(func(q *http.Request) bool {
		if q.Method == http.MethodPatch {
			late.Store(true)
		}
		return false
	}, 0, nil, "", -1)
	r.pullOf(1, "closed")
	for !late.Load() {
		r.step()
	}
	if got := r.conclusions(head)[1:]; !slices.Contains(got, "failure") {
		t.Errorf("conclusions %v, though another instance may have the lease", got)
	}
	r.settle(clean)
	if got := r.conclusions(head)[1:]; !slices.Equal(got, []string{"neutral", "neutral"}) {
		t.Errorf("conclusions %v in the end", got)
	}
}

func TestSharedHead_ReopenedCountsAgain(t *testing.T) {
	t.Parallel()
	r := sharingRig(t, 0)
	r.reviewBoth(clean, finding)
	r.must(r.gh.Close(2, false))
	r.pullOf(2, "closed")
	r.settle(clean)
	r.must(r.gh.Reopen(2))
	r.pullOf(2, "reopened")
	r.settle(clean)
	if run := r.counting(head); run.Conclusion != "failure" {
		t.Errorf("%s, %q", run.Conclusion, run.Title)
	}
}

// The canceled check of a pull request that was closed at once must not stop the other one for good.
func TestSharedHead_ClosedBeforeItsResultHidesNothing(t *testing.T) {
	t.Parallel()
	r := sharingRig(t, 0)
	r.pullOf(1, "opened")
	r.settle(clean)
	r.pullOf(2, "opened")
	r.drain()
	r.must(r.gh.Close(2, false))
	r.pullOf(2, "closed")
	r.settle(clean)
	if run := r.counting(head); run.Conclusion != "neutral" || r.analysisOfPull(2, head).State != analysis.Superseded {
		t.Errorf("%s, %q", run.Conclusion, run.Title)
	}
}

// A draft's check says "skipped", which passes.
func TestSharedHead_DraftHidesNothing(t *testing.T) {
	t.Parallel()
	r := newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) { p.Settings.BlockSeverity = "high" })
	r.open(standin.PullRequest{})
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 2, Base: base2, BaseRef: "release", Head: head, Draft: true, Files: twoFiles()}))
	r.reviewBoth(finding, clean)
	if run := r.counting(head); run.Conclusion != "failure" || r.analysisOfPull(2, head).State != analysis.Skipped {
		t.Errorf("%s, %q", run.Conclusion, run.Title)
	}
}

// answerOf lets the flow of a pull request answer.
func (r *rig) answerOf(number int, result string) {
	r.t.Helper()
	id := r.analysisOfPull(number, head).ID
	for _, x := range r.flows.all {
		if x.inputs["analysis_id"] == id && x.state == "RUNNING" {
			r.answer(x, result)
			return
		}
	}
	r.t.Fatalf("no flow of #%d runs", number)
}

// Otherwise the check that passes would be newer than the one that still runs, and GitHub counts the newest.
func TestSharedHead_NewerResultWaitsForTheOlderOne(t *testing.T) {
	t.Parallel()
	r := sharingRig(t, 0)
	r.pullOf(1, "opened")
	r.pullOf(2, "opened")
	r.drain()
	r.answerOf(2, clean)
	r.step()
	if run := r.counting(head); run.Status != "in_progress" {
		t.Errorf("while #1 is reviewed: %s, %q", run.Conclusion, run.Title)
	}
	r.answerOf(1, finding)
	r.settle(clean)
	if got := r.conclusions(head); !slices.Equal(got, []string{"failure", "failure"}) {
		t.Errorf("conclusions %v", got)
	}
}

func TestSharedHead_WaitsTenMinutesAtMost(t *testing.T) {
	t.Parallel()
	for required, want := range map[bool]string{false: "neutral", true: "failure"} {
		r := newRigOn(t, 0, standin.Options{}, func(p *wiring.Parts) { p.Settings.Required = required })
		r.open(standin.PullRequest{})
		r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 2, Base: base2, BaseRef: "release", Head: head, Files: twoFiles()}))
		r.pullOf(1, "opened")
		r.pullOf(2, "opened")
		r.drain()
		r.answerOf(2, clean)
		begin := r.now
		for len(r.queue) > 0 {
			r.step()
		}
		if run := r.counting(head); run.Conclusion != want || !strings.Contains(run.Summary, "no result yet") || r.now.Sub(begin) > 20*time.Minute {
			t.Errorf("required %t, after %s: %s, %q\n%s", required, r.now.Sub(begin), run.Conclusion, run.Title, run.Summary)
		}
		r.answerOf(1, clean)
		r.settle(clean)
		if run := r.counting(head); run.Conclusion != "neutral" || strings.Contains(run.Summary, "no result yet") {
			t.Errorf("required %t, in the end: %s, %q", required, run.Conclusion, run.Title)
		}
	}
}

// The common conclusion must come to be wherever a process ends.
func TestSharedHead_CutAnywhereCountsTheWorse(t *testing.T) {
	t.Parallel()
	second := func(r *rig) { r.pullOf(2, "opened"); r.settle(clean) }
	for want, course := range map[string]func(*rig){
		"failure": second,
		"neutral": func(r *rig) {
			second(r)
			r.must(r.gh.Close(1, false))
			r.pullOf(1, "closed")
			r.settle(clean)
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			play := func(t *testing.T, cutAt int) *rig {
				r := sharingRig(t, -cutAt) // whole until the second comes
				r.pullOf(1, "opened")
				r.settle(finding)
				r.cutAt, r.writes = cutAt, 0
				course(r)
				return r
			}
			cutAnywhere(t, play, func(r *rig) {
				annotations := 0
				for _, run := range r.gh.CheckRuns() {
					annotations += len(run.Annotations)
					if run.Status != "completed" {
						r.t.Errorf("%s is %s", run.ExternalID, run.Status)
					}
				}
				if run := r.counting(head); run.Conclusion != want || annotations > 1 {
					r.t.Errorf("%s, %q, %d annotations", run.Conclusion, run.Title, annotations)
				}
			})
		})
	}
}

// GitHub shows one check for both pull requests, which bears the name of the last one. Once that one is over, a re-run of the check, or a button
// on it, is about the other.
func TestSharedHead_RerunOfAnEndedOneReachesTheOther(t *testing.T) {
	t.Parallel()
	over := map[string]func(*rig){
		"closed":         func(r *rig) { r.must(r.gh.Close(2, false)); r.pullOf(2, "closed") },
		"merged":         func(r *rig) { r.must(r.gh.Close(2, true)); r.pullOf(2, "closed") },
		"pushed to":      func(r *rig) { r.must(r.gh.Push(2, head2, twoFiles()...)); r.pullOf(2, "synchronize") },
		"closed, unseen": func(r *rig) { r.must(r.gh.Close(2, false)) },
		"merged, unseen": func(r *rig) { r.must(r.gh.Close(2, true)) },
	}
	asks := map[string]func(*rig){
		"re-run": func(r *rig) {
			payload, err := r.gh.CheckRunPayload("rerequested", r.counting(head).ID)
			r.deliver("check_run", payload, err)
		},
		"button": func(r *rig) {
			payload, err := r.gh.ButtonPayload(r.counting(head).ID, event.ReviewButton, standin.Account{Login: "octocat", Type: "User"})
			r.deliver("check_run", payload, err)
		},
	}
	for name, end := range over {
		for asked, ask := range asks {
			t.Run(name+", "+asked, func(t *testing.T) {
				t.Parallel()
				r := sharingRig(t, 0)
				r.reviewBoth(clean, clean)
				end(r)
				r.settle(clean)
				ask(r)
				r.settle(finding)
				first := r.analysisOfPull(1, head)
				if run := r.counting(head); run.Conclusion != "failure" || first.Attempt != 2 || !strings.HasPrefix(run.ExternalID, first.ID) || strings.Contains(run.Summary, "#2") {
					t.Errorf("attempt %d, %s: %s, %q", first.Attempt, run.ExternalID, run.Conclusion, run.Title)
				}
				if second := r.analysisOfPull(2, head); second.Attempt != 1 {
					t.Errorf("the one that is over was analyzed again: %s", second.State)
				}
			})
		}
	}
}

// A message of a head that nobody shares any longer changes nothing.
func TestSharedHead_AloneNothingIsWritten(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(finding)
	before := r.gh.CheckRuns()
	r.must(r.PublishResult(t.Context(), event.Result{AnalysisID: r.analysisOf(head).ID, Attempt: 1, Shared: true}))
	r.drain()
	if diff := cmp.Diff(before, r.gh.CheckRuns()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

// The check of one pull request must not hide that the event of another was lost.
func TestSharedHead_SweepFindsTheOneThatWasMissed(t *testing.T) {
	t.Parallel()
	r := sharingRig(t, 0)
	r.pullOf(1, "opened")
	r.settle(clean)
	r.daily()
	r.settle(clean)
	if a := r.analysisOfPull(2, head); a.State != analysis.Published {
		t.Errorf("%s", a.State)
	}
}
