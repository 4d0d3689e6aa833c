package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

const explained = `{"overview":"KEY serves shops.","architecture":[{"title":"The service","evidence":["main.go"]},{"title":"A ghost","evidence":["ghost.go"]}],
	"strengths":[],"risks":[{"title":"No limits","evidence":["main.go"],"severity":"high"}],"next_steps":[{"title":"Set limits","evidence":["main.go"]}]}`

// repositoryRig is a rig over a repository of one commit.
func repositoryRig(t *testing.T, cutAt int, options standin.Options) (r *rig, dir string) {
	t.Helper()
	dir = gittest.Repository(t, map[string]string{"main.go": "package main\n\nfunc main() {}\n", "README.md": "# Shop\n"})
	options.Dir = dir
	return newRigOn(t, cutAt, options), dir
}

func (r *rig) installed(name, action string) {
	r.t.Helper()
	payload, err := r.gh.InstallationPayload(name, action)
	r.deliver(name, payload, err)
}

// weekly is what Cloud Scheduler publishes.
func (r *rig) weekly() {
	r.queue = append(r.queue, message{topic: event.EventsTopic, data: []byte(`{"schema":1,"event":"schedule","action":"weekly"}`)})
}

// events are those that wait.
func (r *rig) events() []event.Event {
	r.t.Helper()
	var all []event.Event
	for _, m := range r.queue {
		e, err := event.Message{Data: m.data}.Event()
		r.must(err)
		if len(m.data) >= event.MaxBytes {
			r.t.Errorf("an event has %d bytes", len(m.data))
		}
		all = append(all, e)
	}
	return all
}

func TestInstallation_CutAnywhereAnalyzesOnce(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		r, _ := repositoryRig(t, cutAt, standin.Options{})
		r.installed("installation", "created")
		r.settle(explained)
		return r
	}
	cutAnywhere(t, play, func(r *rig) {
		head, err := r.gh.Head()
		r.must(err)
		runs := r.gh.CheckRuns()
		if len(runs) != 1 || runs[0].Name != "DevPlus: repository" || runs[0].HeadSHA != head || runs[0].Status != "completed" || runs[0].Conclusion != "neutral" {
			r.t.Fatalf("check runs: %+v", runs)
		}
		if run := runs[0]; !strings.Contains(run.Summary, "serves shops.") || !strings.Contains(run.Text, "1 claim without a path") || strings.Contains(run.Text, "ghost") {
			r.t.Errorf("the check run:\n%s\n%s", run.Summary, run.Text)
		}
	})
}

func TestInstallation_SplitsIntoOneEventARepository(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	for i := range 502 {
		r.gh.AddRepository(standin.Repository{ID: int64(i + 1), Name: fmt.Sprint("r", i), Archived: i == 0, Disabled: i == 1, Fork: i == 2})
	}
	r.installed("installation", "created")
	asked := r.queue[0]
	r.step()
	first := r.events()
	deliveries, repositories, sweeps := map[string]bool{}, map[int64]bool{}, 0
	for _, e := range first {
		deliveries[e.Delivery] = true
		if e.Intent == event.Sweep {
			sweeps++
		} else {
			repositories[e.Repository.ID] = true
		}
		if e.Subject.Kind != "repository" || e.InstallationID != 777 || e.Repository.Owner != "octo" {
			t.Fatalf("%+v", e)
		}
	}
	if len(first) != 500+sweeps || sweeps != 501 || len(deliveries) != 501 || len(repositories) != 500 || repositories[1] || repositories[2] || repositories[3] {
		t.Fatalf("%d events, %d deliveries, %d repositories; want 500, without the archived, the disabled and the fork, which is only swept", len(first), len(deliveries), len(repositories))
	}
	r.queue = append(r.queue[:0], asked)
	r.step()
	for _, e := range r.events() {
		if !deliveries[e.Delivery] {
			t.Fatalf("the same event once more asks for a new delivery %s", e.Delivery)
		}
	}
}

func TestInstallation_AnalyzesOnlyUnknownRepositories(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	r.installed("installation", "created")
	r.settle(explained)
	r.gh.AddRepository(standin.Repository{ID: 5, Name: "new"})
	r.installed("installation_repositories", "added")
	r.step()
	var got []string
	for _, e := range r.events() {
		got = append(got, fmt.Sprint(e.Intent, " ", e.Repository.Name))
	}
	if diff := cmp.Diff([]string{"analyze new", "sweep new"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSchedule_ShowsWhatChanged(t *testing.T) {
	t.Parallel()
	r, dir := repositoryRig(t, 0, standin.Options{})
	r.installed("installation", "created")
	r.settle(explained)
	r.weekly()
	r.settle(explained)
	if runs := r.gh.CheckRuns(); len(runs) != 1 || len(r.flows.executions()) != 1 {
		t.Fatalf("nothing changed, and there are %d check runs of %d workflows", len(runs), len(r.flows.executions()))
	}
	first, err := r.gh.Head()
	r.must(err)
	writeAndCommit(t, dir, map[string]string{".env": "A=1\n", "cmd/tool/main.go": "package main\n"})
	r.weekly()
	r.settle(explained)
	runs := r.gh.CheckRuns()
	if len(runs) != 2 || runs[0].HeadSHA != first || runs[0].Conclusion != "neutral" || runs[1].HeadSHA == first {
		t.Fatalf("check runs %+v", runs)
	}
	for _, part := range []string{"### What changed since [`" + first[:7] + "`]", "files and folders: 4 new, 0 gone", "entry points: new `cmd/tool/main.go`", "files with names that secrets have: new `.env`"} {
		if !strings.Contains(runs[1].Summary, part) {
			t.Errorf("the second check run lacks %q:\n%s", part, runs[1].Summary)
		}
	}
	r.gh.Suspend(true)
	r.weekly()
	r.step()
	if len(r.queue) != 0 {
		t.Errorf("a suspended installation was asked for: %+v", r.events())
	}
}

func writeAndCommit(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	gittest.Add(t, dir, gittest.Commit{Title: "More", Files: files})
}

func TestRepository_IgnoresArchivedAndEmpty(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]standin.Options{"archived": {Archived: true}, "disabled": {Disabled: true}, "a fork": {Fork: true}} {
		r, _ := repositoryRig(t, 0, options)
		r.installed("installation", "created")
		r.settle(explained)
		if runs := r.gh.CheckRuns(); len(runs) != 0 {
			t.Errorf("%s: %+v", name, runs)
		}
	}
	empty := newRigOn(t, 0, standin.Options{Dir: gittest.Repository(t)})
	empty.installed("installation", "created")
	empty.settle(explained)
	if runs := empty.gh.CheckRuns(); len(runs) != 0 {
		t.Errorf("empty: %+v", runs)
	}
}

// GitHub leads from the former name to the new one; what it describes knows no redirects, so nothing is held against that here.
func TestRepository_IsFoundByItsFormerName(t *testing.T) {
	t.Parallel()
	const never = 1000
	r, _ := repositoryRig(t, never, standin.Options{Name: "project", FormerName: "prototype"})
	r.installed("installation", "created")
	r.step()
	if r.queue[0].data = bytes.ReplaceAll(r.queue[0].data, []byte(`"name":"project"`), []byte(`"name":"prototype"`)); r.events()[0].Repository.Name != "prototype" {
		t.Fatalf("%+v", r.events())
	}
	r.settle(explained)
	if runs := r.gh.CheckRuns(); len(runs) != 1 || runs[0].Status != "completed" || !strings.Contains(runs[0].Summary, "serves shops.") {
		t.Errorf("check runs %+v", runs)
	}
}

func TestRerun_AnalyzesTheRepositoryAgain(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	r.installed("installation", "created")
	r.settle(explained)
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
	r.deliver("check_run", payload, err)
	r.settle(explained)
	if runs := r.gh.CheckRuns(); len(runs) != 2 || runs[1].Status != "completed" || len(r.flows.executions()) != 2 {
		t.Errorf("check runs %+v", runs)
	}
}

// The model's script goes by what the README says.
func TestRepository_IsExplainedByTheEngine(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world, p *parts) {
		dir := gittest.Repository(t, map[string]string{"main.go": "package main\n", "README.md": "# " + w.key + "\n"})
		var err error
		var stop func()
		w.gh, p.app, stop, err = startStandin(t.Context(), &checkout{dir: dir, owner: "octo", name: "shop", branch: "main"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(stop)
	}, kestratest.Reply{Content: explained})
	_, head, err := bringInstallation(t.Context(), w.system, w.gh, []byte(testSecret))
	if err != nil {
		t.Fatal(err)
	}
	id := kindtest.ID(w.gh.Options().RepositoryID, analysis.Subject{Kind: "repository"}, head)
	view, err := w.await(t.Context(), id, newProgress(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	run := w.gh.CheckRuns()[0]
	if view.State != analysis.Published || view.Degraded || !strings.Contains(run.Summary, w.key+"` serves shops.") || !strings.Contains(run.Text, "scripted-model") {
		t.Errorf("state %s, degraded because %q:\n%s\n%s", view.State, view.DegradedReason, run.Summary, run.Text)
	}
}

func TestRepository_IsShownOnTheCommandLine(t *testing.T) {
	t.Parallel()
	one := gittest.Repository(t, map[string]string{"main.go": "package main\n", "README.md": "# It\n"})
	bare := filepath.Join(t.TempDir(), "bare.git")
	gittest.Run(t, one, "clone", "-q", "--bare", one, bare)
	two := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar b = 1\n"})
	shallow := filepath.Join(t.TempDir(), "shallow")
	gittest.Run(t, two, "clone", "-q", "--depth=1", "file://"+two, shallow)
	gittest.Run(t, two, "checkout", "-q", "--detach")
	for name, dir := range map[string]string{"one commit": one, "bare": bare, "detached": two, "shallow": shallow} {
		code, out, said := call(t, nil, "-kind", "repository", "-repo", dir, "-format", "json")
		var got struct {
			Kind, State string
			Evidence    *struct{}
			CheckRun    checkRun `json:"check_run"`
			Report      struct{ Tree struct{ Files int } }
		}
		if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
			t.Fatalf("%s: exit %d, %v: %s", name, code, err, said)
		}
		if got.Kind != "repository" || got.State != "published" || got.CheckRun.Name != "DevPlus: repository" || got.Report.Tree.Files == 0 || got.Evidence != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
