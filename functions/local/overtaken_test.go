package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// goOn answers each workflow as its kind wants, until nothing is left to do.
func (r *rig) goOn() {
	r.t.Helper()
	words := map[analysis.Kind]string{"repository": explained, "release_risk": drivers, "release_notes": worded, "pull_request": clean}
	r.settleBy(func(x *execution) string { return words[analysis.KindOf(x.inputs["analysis_id"])] })
}

// stub are the fields of an analysis that may be known of what is over where nothing is kept: names, commits, IDs and times.
var stub = []string{
	"kind", "repository", "repository_name", "installation_id", "subject", "head_sha", "base_sha", "previous", "attempt", "first_attempt", "state",
	"notified", "lease", "deliveries", "times", "published", "settings", "expire_at",
}

// keptBeyond lists what is stored that a repository without live work must not have where it keeps nothing.
func (r *rig) keptBeyond() (faults []string) {
	r.t.Helper()
	for key, text := range r.stored() {
		var fields map[string]any
		r.must(json.Unmarshal([]byte(text), &fields))
		over := []string{"expire_at"}
		switch key.Collection {
		case "configurations", "sweeps", "budgets", "limits", "slots", "lines", "leases", "redeliveries":
			continue
		case "analyses":
			over = stub
		case "latest":
			over = append(over, "head_sha", "base_sha", "updated_at", "pushed_at", "analysis_id", "pushers", "comment_id")
		case "parked": // handled, for a day
			over = append(over, "deadline", "delivery", "first_at", "reason", "until")
		case "commands":
			over = append(over, "done", "answer")
		}
		at, err := time.Parse(time.RFC3339, fields["expire_at"].(string))
		r.must(err)
		if days := at.Sub(r.now).Hours() / 24; days > 7 {
			faults = append(faults, key.String()+" for too long: "+at.Sub(r.now).String())
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			if !slices.Contains(over, name) {
				faults = append(faults, key.String()+" has "+name)
			}
		}
	}
	for _, x := range r.flows.kept() {
		faults = append(faults, "Kestra has an execution of "+x.inputs["analysis_id"])
	}
	return faults
}

// overtaken are courses in which work of each kind is overtaken before GitHub shows it, or ends in another way than being shown.
var overtaken = map[string]func(t *testing.T, cutAt int) *rig{
	"a report by a commit": func(t *testing.T, cutAt int) *rig {
		r, dir := repositoryRig(t, cutAt, standin.Options{})
		r.configure("data: none\n", "")
		r.installed("installation", "created")
		r.drain()
		writeAndCommit(t, dir, map[string]string{"cmd/tool/main.go": "package main\n"})
		r.now = r.now.Add(7 * 24 * time.Hour)
		r.weekly()
		return r
	},
	"a report that is tried again, by a commit": func(t *testing.T, cutAt int) *rig {
		r, dir := repositoryRig(t, cutAt, standin.Options{})
		r.configure("data: none\n", "")
		r.installed("installation", "created")
		r.drain()
		r.call(r.flows.running(), `"status":"failed","error":{"code":"model_unavailable","message":"away"}`)
		r.drain()
		writeAndCommit(t, dir, map[string]string{"cmd/tool/main.go": "package main\n"})
		r.weekly()
		return r
	},
	"a release whose tag moved": func(t *testing.T, cutAt int) *rig {
		r, id, dir := releaseUnderReview(t, cutAt)
		gittest.Run(t, dir, "commit", "-q", "--allow-empty", "-m", "feat: more (#4)")
		gittest.Run(t, dir, "tag", "-f", "v1.1.0")
		payload, err := r.gh.ReleasePayload("edited", id, map[string]string{"target_commitish": "main"})
		r.deliver("release", payload, err)
		return r
	},
	"a release that was deleted": func(t *testing.T, cutAt int) *rig {
		r, id, _ := releaseUnderReview(t, cutAt)
		payload, err := r.gh.ReleasePayload("deleted", id, nil)
		r.gh.DeleteRelease(id)
		r.deliver("release", payload, err)
		return r
	},
	"a release that has a text": func(t *testing.T, cutAt int) *rig {
		dir, _ := taggedRepository(t, "")
		r := newRigOn(t, cutAt, standin.Options{Dir: dir, ContentsWrite: true})
		r.configure("data: none\nanalyses: [release_notes, release_risk]\n", "")
		r.releaseIs("published", r.gh.AddRelease(standin.Release{Tag: "v1.1.0", Body: "By hand."}))
		return r
	},
	"a deployment by another commit": func(t *testing.T, cutAt int) *rig {
		r, head := gateRig(t, cutAt)
		r.configure("data: none\n", "")
		r.wait(head)
		r.drain()
		dir := r.gh.Options().Dir
		gittest.Run(t, dir, "commit", "-q", "--allow-empty", "-m", "feat: more")
		next, err := r.gh.Head()
		r.must(err)
		r.wait(next)
		return r
	},
	"a pull request by pushes": func(t *testing.T, cutAt int) *rig {
		r := newRig(t, cutAt)
		r.configure("data: none\n", "")
		r.open(standin.PullRequest{})
		r.pull("opened")
		r.drain()
		r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), standinFile("b.go"))...))
		r.pull("synchronize")
		r.drain()
		r.says("octocat", "/devplus help")
		r.drain()
		r.must(r.gh.Close(1, false))
		r.pull("closed")
		r.says("octocat", "/devplus config")
		return r
	},
}

// releaseUnderReview is a rig of a repository that keeps nothing, with a release whose workflows run.
func releaseUnderReview(t *testing.T, cutAt int) (r *rig, id int64, dir string) {
	t.Helper()
	dir, _ = taggedRepository(t, "")
	r = newRigOn(t, cutAt, standin.Options{Dir: dir})
	r.configure("data: none\n", "")
	id = r.gh.AddRelease(standin.Release{Tag: "v1.1.0"})
	r.releaseIs("published", id)
	r.drain()
	return r, id, dir
}

// releaseIs tells of a release.
func (r *rig) releaseIs(action string, id int64) {
	r.t.Helper()
	payload, err := r.gh.ReleasePayload(action, id, nil)
	r.deliver("release", payload, err)
}

// If a repository's settings keep nothing, its overtaken analyses must not stay in the store or in Kestra.
func TestDataNone_KeepsNothingOfWhatWasOvertaken(t *testing.T) {
	t.Parallel()
	for name, play := range overtaken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, 0)
			r.goOn()
			if faults := r.keptBeyond(); len(faults) != 0 {
				t.Errorf("%s", strings.Join(faults, "\n"))
			}
			runs := r.gh.CheckRuns()
			for _, run := range runs {
				if run.Status != "completed" {
					t.Errorf("%s on %.7s is %s", run.Name, run.HeadSHA, run.Status)
				}
			}
			if len(runs) == 0 || len(r.flows.executions()) == 0 {
				t.Error("nothing was done: the test sees too little")
			}
		})
	}
}

// A report in flight belongs to nobody once the branch has moved and its answer is lost: it ends, however often the process does.
func TestDataNone_KeepsNothingOfWhatWasOvertakenWhereverTheProcessEnds(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		r := overtaken["a report by a commit"](t, 0)
		r.cutAt, r.writes = cutAt, 0
		r.goOn()
		return r
	}
	cutAnywhere(t, play, func(r *rig) {
		if faults := r.keptBeyond(); len(faults) != 0 {
			r.t.Errorf("%s", strings.Join(faults, "\n"))
		}
	})
}
