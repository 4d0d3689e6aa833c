package publish_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/functions/publish"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
	"github.com/devplus-app/devplus/shared/testing/logtest"
)

var errAway = errors.New("away")

// logged is all that the tests of this package have logged.
var logged logtest.Lines

func TestMain(m *testing.M) {
	slog.SetDefault(telemetry.New(&logged, "", "test"))
	os.Exit(m.Run())
}

const (
	head  = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	newer = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	clean = `{"summary":"Sets a limit.","findings":[],"verdict":"no_concerns"}`
)

// rig is the function with a real store and the App's client before a stand-in of GitHub, where pull request 1 waits for
// the analysis of its head.
type rig struct {
	t      *testing.T
	now    time.Time
	gh     *standin.Server
	url    string
	db     *embedded.Store
	id     string
	run    int64 // the check run in progress
	number int

	publish.Publisher
	app  *githubapp.App
	away map[string]error // by the store's method
}

// lastNumber distinguishes the analyses of a package's tests in the log.
var (
	lastNumber int
	numbers    sync.Mutex
)

func newRig(t *testing.T) *rig {
	t.Helper()
	numbers.Lock()
	lastNumber++
	r := &rig{t: t, now: time.Now().UTC().Truncate(time.Second), number: lastNumber, away: map[string]error{}}
	numbers.Unlock()
	var err error
	if r.gh, err = standin.New(standin.Options{}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(r.gh)
	t.Cleanup(server.Close)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo) // cut connections
	r.url = server.URL
	r.restart()
	r.db = dbtest.Open(t)
	all := kinds.All(nil, nil)
	r.Publisher = publish.Publisher{
		Store: r, Kinds: all, Renderer: render.Renderer{Page: all.Page}, Now: func() time.Time { return r.now },
		GitHub: func(context.Context) (*githubapp.App, error) { return r.app, r.away["GitHub"] },
	}
	if err := r.gh.AddPullRequest(standin.PullRequest{Number: r.number, Base: "1111", Head: head, Files: patches()}); err != nil {
		t.Fatal(err)
	}
	r.id = r.analysis(head)
	r.run = r.gh.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: head, ExternalID: r.id + ".1", Status: "in_progress"})
	r.change(func(p *analysis.Latest, a *analysis.Analysis) error {
		p.HeadSHA, p.AnalysisID = head, r.id
		a.Published.CheckRunID = r.run
		return nil
	})
	return r
}

// restart is a new instance, which knows of no rate limit.
func (r *rig) restart() {
	r.t.Helper()
	var err error
	r.app, err = githubapp.New(githubapp.Config{AppID: r.gh.Options().AppID, PrivateKey: r.gh.PrivateKey(), BaseURL: r.url})
	if err != nil {
		r.t.Fatal(err)
	}
}

// measure gives a facts and a low risk, about which there is nothing to do.
func measure(a *analysis.Analysis) {
	facts := change.Measure(patches())
	a.Facts, a.Risk = &facts, &risk.Assessment{Probability: 0.05, Score: 20, Level: change.Low}
}

// patches are one file with 400 new lines.
func patches() []diff.Patch {
	return []diff.Patch{{Path: "main.go", Status: diff.Modified, Additions: 400,
		Text: "@@ -1 +1,401 @@\n package main\n" + strings.Repeat("+var _ = 1\n", 400)}}
}

// findings is a result with n findings of high severity on changed lines.
func findings(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"path":"main.go","line":%d,"severity":"high","category":"correctness","title":"Fault %d",
			"explanation":"It is off by %d.","confidence":0.9}`, 4*i+2, i+1, i+1))
	}
	return `{"summary":"Sets a limit.","verdict":"changes_requested","findings":[` + strings.Join(list, ",") + `]}`
}

// analysis stores a dispatched analysis of sha, a minute old, and returns its ID.
func (r *rig) analysis(sha string) string {
	r.t.Helper()
	o := r.gh.Options()
	subject := analysis.Subject{Kind: "pull_request", Number: r.number}
	id := kindtest.ID(o.RepositoryID, subject, sha)
	at := r.now.Add(-time.Minute)
	for _, step := range []func(*analysis.Analysis) error{
		func(a *analysis.Analysis) error {
			a.Kind, a.Subject, a.HeadSHA, a.InstallationID = "pull_request", subject, sha, o.InstallationID
			a.Repository = analysis.Repository{ID: o.RepositoryID, Owner: o.Owner, Name: o.Name}
			defaults := settings.Default()
			a.Settings = &defaults
			return a.Queue(at, "delivery", nil)
		},
		func(a *analysis.Analysis) error { measure(a); return a.Dispatch(at) },
	} {
		if _, _, err := r.db.Claim(r.t.Context(), r.latestID(), id, func(_ *analysis.Latest, a *analysis.Analysis) error { return step(a) }); err != nil {
			r.t.Fatal(err)
		}
	}
	return id
}

func (r *rig) latestID() string {
	return kindtest.LatestID(r.gh.Options().RepositoryID, analysis.Subject{Kind: "pull_request", Number: r.number})
}

// change alters the analysis and the latest of its subject.
func (r *rig) change(f func(*analysis.Latest, *analysis.Analysis) error) {
	r.t.Helper()
	if _, _, err := r.db.Claim(r.t.Context(), r.latestID(), r.id, f); err != nil {
		r.t.Fatal(err)
	}
}

// complete gives the analysis a result.
func (r *rig) complete(result string) {
	r.t.Helper()
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error {
		return a.Complete(r.now, json.RawMessage(result))
	})
}

// again begins a new attempt with a new check run, as after a re-run, and gives it a result.
func (r *rig) again(result string) {
	r.t.Helper()
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Queue(r.now, "another", nil) })
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { measure(a); return a.Dispatch(r.now) })
	attempt := r.stored().Attempt
	r.run = r.gh.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: head, ExternalID: analysis.ExternalID(r.id, attempt), Status: "in_progress"})
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error {
		a.Published.CheckRunID = r.run
		return a.Complete(r.now, json.RawMessage(result))
	})
}

func (r *rig) Analysis(ctx context.Context, id string) (*analysis.Analysis, error) {
	if err := r.away["Analysis"]; err != nil {
		return nil, err
	}
	return r.db.Analysis(ctx, id)
}

func (r *rig) Latest(ctx context.Context, id string) (*analysis.Latest, error) {
	if err := r.away["Latest"]; err != nil {
		return nil, err
	}
	return r.db.Latest(ctx, id)
}

func (r *rig) Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	if err := r.away["Update"]; err != nil {
		return nil, err
	}
	return r.db.Update(ctx, a, change)
}

func (r *rig) UpdateLatest(ctx context.Context, latestID string, change func(*analysis.Latest) error) (*analysis.Latest, error) {
	if err := r.away["UpdateLatest"]; err != nil {
		return nil, err
	}
	return r.db.UpdateLatest(ctx, latestID, change)
}

func (r *rig) ChangeLatest(ctx context.Context, known *analysis.Latest, change func(*analysis.Latest) error) (*analysis.Latest, error) {
	if err := r.away["ChangeLatest"]; err != nil {
		return nil, err
	}
	return r.db.ChangeLatest(ctx, known, change)
}

func (r *rig) LetGo(ctx context.Context, id string) error { return r.db.LetGo(ctx, id) }

func (r *rig) Acquire(ctx context.Context, what, owner string, now, until time.Time) error {
	if err := r.away["Acquire"]; err != nil {
		return err
	}
	return r.db.Acquire(ctx, what, owner, now, until)
}

func (r *rig) Release(ctx context.Context, what, owner string) error {
	return r.db.Release(ctx, what, owner)
}

func (r *rig) Commands(ctx context.Context, id string) (*store.Commands, error) {
	return r.db.Commands(ctx, id)
}

func (r *rig) ChangeCommands(ctx context.Context, id string, fn func(*store.Commands) error) (*store.Commands, error) {
	return r.db.ChangeCommands(ctx, id, fn)
}

func (r *rig) stored() *analysis.Analysis {
	r.t.Helper()
	a, err := r.db.Analysis(r.t.Context(), r.id)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *rig) pull() *analysis.Latest {
	r.t.Helper()
	p, err := r.db.Latest(r.t.Context(), r.latestID())
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// deliver pushes a message with that data and returns the status.
func (r *rig) deliver(data string) int {
	r.t.Helper()
	body, err := event.Message{ID: "1", Data: []byte(data)}.Envelope()
	if err != nil {
		r.t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body)))
	return w.Code
}

// send delivers the message of the current attempt and checks the status.
func (r *rig) send(want int) {
	r.t.Helper()
	data, err := json.Marshal(event.Result{AnalysisID: r.id, Attempt: r.stored().Attempt})
	if err != nil {
		r.t.Fatal(err)
	}
	if got := r.deliver(string(data)); got != want {
		r.t.Fatalf("status %d, want %d; the last lines of the log: %q", got, want, logged.Containing(r.id))
	}
}

// calls are the requests to GitHub since the first known of them, tokens apart.
func (r *rig) calls(known int) []string {
	var out []string
	for _, c := range r.gh.Calls()[known:] {
		if !strings.HasSuffix(c.Route, "/access_tokens") {
			out = append(out, c.Method+" "+strings.TrimPrefix(c.Route, "/repos/{owner}/{repo}"))
		}
	}
	return out
}

// The calls of a publication.
const (
	listRuns      = "GET /commits/{ref}/check-runs"
	createRun     = "POST /check-runs"
	updateRun     = "PATCH /check-runs/{check_run_id}"
	listComments  = "GET /issues/{issue_number}/comments"
	createComment = "POST /issues/{issue_number}/comments"
	updateComment = "PATCH /issues/comments/{comment_id}"
)

// is matches requests by one of the calls above.
func is(call string) func(*http.Request) bool {
	method, path, _ := strings.Cut(call, " ")
	comments, runs := strings.Contains(path, "comments"), strings.Contains(path, "check-runs")
	return func(r *http.Request) bool {
		return r.Method == method && strings.Contains(r.URL.Path, "/comments") == comments && strings.Contains(r.URL.Path, "/check-runs") == runs
	}
}

// annotated matches requests that bring annotations.
func annotated(r *http.Request) bool {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return bytes.Contains(body, []byte(`"annotations":[{`))
}

// shown is the attempt's check run.
func (r *rig) shown() standin.CheckRun {
	r.t.Helper()
	for _, run := range r.gh.CheckRuns() {
		if run.ID == r.run {
			return run
		}
	}
	r.t.Fatal("there is no check run")
	return standin.CheckRun{}
}
