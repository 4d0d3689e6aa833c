package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/functions/callback"
	"github.com/devplus-app/devplus/functions/dispatch"
	"github.com/devplus-app/devplus/functions/publish"
	"github.com/devplus-app/devplus/functions/reconcile"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// rig is the system with its parts in the test's hand: messages are delivered one after the other, time is set, workflows
// answer when told, and the process can be cut off after any write.
type rig struct {
	t   *testing.T
	now time.Time

	gh       *standin.Server
	github   *githubapp.App
	db       *embedded.Store // never cut off
	store    *store.Store    // over db, cut off with the process
	flows    *fakeKestra
	engine   *liveEngine // runs the workflows instead of flows, if not nil
	dispatch http.Handler
	publish  http.Handler
	callback http.Handler
	reconcile.Reconciler

	queue       []message // published and not yet delivered
	deadLetters int       // messages that were given up

	storeFault func(storeCall) error // what the store answers instead, if not nil

	mu     sync.Mutex
	writes int      // so far
	spent  cost     // so far, without GitHub's part
	calls  []string // of the store, so far, by the collections
	cutAt  int      // the write after which the process is gone; 0: never
	dead   bool     // it is gone: nothing more happens in this call
}

// message is one on a topic.
type message struct {
	topic    string
	data     []byte
	attempts int
	at       time.Time // of its publication; zero: Pub/Sub does not say
}

var errCut = errors.New("the process is gone")

func newRig(t *testing.T, cutAt int) *rig {
	t.Helper()
	return newRigOn(t, cutAt, standin.Options{})
}

// newRigOn is a rig whose GitHub is as options say, with parts that are adapted.
func newRigOn(t *testing.T, cutAt int, options standin.Options, adapt ...func(*wiring.Parts)) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Now(), cutAt: cutAt}
	var err error
	if r.gh, err = standin.New(options); err != nil {
		t.Fatal(err)
	}
	shown := http.Handler(r.gh)
	if cutAt == 0 {
		shown = described(t, r.gh)
	}
	r.db = dbtest.Open(t)
	r.store = store.New(cutDatabase{r})
	now := func() time.Time { return r.now }
	r.github, err = githubapp.New(githubapp.Config{
		AppID: r.gh.Options().AppID, PrivateKey: r.gh.PrivateKey(), BaseURL: "http://github", HTTP: cutTransport{r, inProcess{shown}}, Limits: r.store, Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	r.flows = newFakeKestra()
	flows := inProcess{http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) { r.flows.serve.ServeHTTP(w, request) })}
	client, err := kestra.New(kestra.Config{URL: "http://kestra", HTTP: &http.Client{Transport: cutTransport{r, flows}}, Pause: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defaults := settings.Default()
	if options.ContentsWrite {
		defaults.ReleaseNotes = settings.Draft
	}
	p := wiring.Parts{
		Store: r.store, Topics: r, Settings: defaults, Now: now,
		GitHub:      func(context.Context) (*githubapp.App, error) { return r.github, nil },
		Kestra:      func(context.Context) (*kestra.Client, error) { return client, nil },
		CallbackURL: "http://callback", CallbackKey: config.Direct("CALLBACK_KEY", []byte("a key that nobody else has")),
	}
	for _, f := range adapt {
		f(&p)
	}
	r.dispatch, r.publish, r.callback = dispatch.New(p), publish.New(p), callback.New(p)
	r.Reconciler = *reconcile.New(p)
	return r
}

// spend counts a read or a write of the store.
func (r *rig) spend(documents int, doing string, collections []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, doing+" "+strings.Join(slices.Compact(collections), ", "))
	r.spent = r.spent.plus(cost{Store: 1, Documents: documents})
}

// wrote counts a write that has happened, and is errCut when the process ended right after it.
func (r *rig) wrote() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes++
	if r.writes == r.cutAt {
		r.dead = true
		return errCut
	}
	return nil
}

func (r *rig) alive() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dead {
		return errCut
	}
	return nil
}

func (r *rig) PublishEvent(_ context.Context, e event.Event) error {
	return r.enqueue(event.EventsTopic, e)
}
func (r *rig) PublishResult(_ context.Context, e event.Result) error {
	return r.enqueue(event.ResultsTopic, e)
}

func (r *rig) enqueue(topic string, v any) error {
	if err := r.alive(); err != nil {
		return err
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.queue = append(r.queue, message{topic: topic, data: data})
	r.mu.Unlock()
	return r.wrote()
}

// github sends a delivery's event, as functions/webhook would publish it.
func (r *rig) deliver(name string, payload []byte, err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	header := standin.Delivery(name, payload, "secret")
	e, wanted, err := event.Parse(name, header.Get("X-GitHub-Delivery"), payload, r.now)
	if err != nil || !wanted {
		r.t.Fatalf("event %s: wanted %t, %v", name, wanted, err)
	}
	data, err := json.Marshal(e)
	if err != nil {
		r.t.Fatal(err)
	}
	r.queue = append(r.queue, message{topic: event.EventsTopic, data: data})
}

func (r *rig) pull(action string) {
	r.t.Helper()
	r.pullOf(1, action)
}

// step delivers the oldest message; it comes again, later, when it was not taken.
func (r *rig) step() {
	m := r.queue[0]
	r.queue = r.queue[1:]
	if code := r.post(m); r.dead || code != http.StatusNoContent {
		r.dead = false
		if m.attempts++; m.attempts < analysis.MaxPushes {
			r.queue = append(r.queue, m)
		} else {
			r.deadLetters++
		}
		r.now = r.now.Add(min(analysis.MinBackoff<<(m.attempts-1), analysis.MaxBackoff))
	}
}

// post delivers a message and returns the status.
func (r *rig) post(m message) int {
	body, err := event.Message{ID: "1", Data: m.data, PublishTime: m.at}.Envelope()
	if err != nil {
		r.t.Fatal(err)
	}
	handler := map[string]http.Handler{event.EventsTopic: r.dispatch, event.ResultsTopic: r.publish}[m.topic]
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body)))
	return w.Code
}

// answer lets a started workflow answer, and repeats that as a flow does.
func (r *rig) answer(x *execution, result string) {
	r.call(x, `"status":"succeeded","result":`+result)
}

// call sends what a workflow says at its end.
func (r *rig) call(x *execution, said string) { r.callUsing(x, said, "") }

// callUsing is call of a workflow whose usage is counted.
func (r *rig) callUsing(x *execution, said, usage string) {
	body := fmt.Sprintf(`{"analysis_id":%q,"attempt":%s,"execution_id":%q,%s,"usage":{"model":"m"%s}}`,
		x.inputs["analysis_id"], x.inputs["attempt"], x.id, said, usage)
	for range 10 {
		w := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodPost, callback.Path, strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+x.inputs["callback_token"])
		r.callback.ServeHTTP(w, request)
		if !r.dead && w.Code != http.StatusServiceUnavailable {
			x.end("SUCCESS")
			return
		}
		r.dead = false
		r.now = r.now.Add(10 * time.Second)
	}
	r.t.Fatal("the callback was never taken")
}

// settle goes on until nothing is left to do: messages, workflows, and reconcile for what got stuck.
func (r *rig) settle(result string) {
	r.t.Helper()
	r.settleBy(func(*execution) string { return result })
}

// settleBy is settle with the result that each workflow answers with.
func (r *rig) settleBy(result func(*execution) string) {
	r.t.Helper()
	for range 40 {
		for len(r.queue) > 0 {
			r.step()
		}
		if r.engine != nil && r.engine.takes(r) {
			continue
		}
		if x := r.flows.running(); x != nil {
			r.answer(x, result(x))
			continue
		}
		due, err := r.db.Due(context.Background(), r.now.Add(analysis.Retention), 10)
		if err != nil {
			r.t.Fatal(err)
		}
		parked, err := r.db.DueParked(context.Background(), r.now.Add(analysis.Retention), 10)
		if err != nil {
			r.t.Fatal(err)
		}
		if len(due)+len(parked) == 0 {
			return
		}
		next := r.now.Add(analysis.ReconcileEvery)
		if len(parked) == 0 && due[0].DueAt.After(next) { // such as the next try of a review, hours later
			next = due[0].DueAt
		}
		r.now = next
		r.Run(context.Background())
		r.dead = false
	}
	r.t.Fatal("it never settles")
}

// cutDatabase is the database of a process that can be cut off. It embeds nothing: a new method has to be cut to compile.
type cutDatabase struct{ r *rig }

// storeCall is a call of the store, or its answer.
type storeCall struct{ commits, answers bool }

func (d cutDatabase) begin(c storeCall) error {
	if d.r.storeFault != nil {
		if err := d.r.storeFault(c); err != nil {
			return err
		}
	}
	return d.r.alive()
}

func (d cutDatabase) Read(ctx context.Context, keys []store.Key) ([]store.Snapshot, error) {
	if err := d.begin(storeCall{}); err != nil {
		return nil, err
	}
	var of []string
	for _, k := range keys {
		of = append(of, k.Collection)
	}
	d.r.spend(len(keys), "read", of)
	return d.r.db.Read(ctx, keys)
}

func (d cutDatabase) List(ctx context.Context, collection, from, before string, limit int) ([]string, error) {
	if err := d.begin(storeCall{}); err != nil {
		return nil, err
	}
	found, err := d.r.db.List(ctx, collection, from, before, limit)
	d.r.spend(max(len(found), 1), "list", []string{collection})
	return found, err
}

func (d cutDatabase) ReadDue(ctx context.Context, collection string, now time.Time, limit int) ([]store.Snapshot, error) {
	if err := d.begin(storeCall{}); err != nil {
		return nil, err
	}
	found, err := d.r.db.ReadDue(ctx, collection, now, limit)
	d.r.spend(max(len(found), 1), "list", []string{collection}) // a query without results costs a read
	return found, err
}

func (d cutDatabase) Commit(ctx context.Context, writes []store.Write, unchanged []store.Snapshot) ([]analysis.Revision, error) {
	if err := d.begin(storeCall{commits: true}); err != nil {
		return nil, err
	}
	var of []string
	for _, w := range writes {
		of = append(of, w.Key.Collection)
	}
	d.r.spend(len(writes)+len(unchanged), "write", of) // what is unchanged is read again
	revisions, err := d.r.db.Commit(ctx, writes, unchanged)
	if err == nil {
		err = d.r.wrote()
	}
	if err == nil && d.r.storeFault != nil {
		err = d.r.storeFault(storeCall{commits: true, answers: true})
	}
	return revisions, err
}

// cutTransport is the network of a process that can be cut off: the write happens, its answer is lost.
type cutTransport struct {
	r    *rig
	next http.RoundTripper
}

func (c cutTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := c.r.alive(); err != nil {
		return nil, err
	}
	answer, err := c.next.RoundTrip(request)
	if reads := strings.HasSuffix(request.URL.Path, "/access_tokens") || request.URL.Path == "/graphql"; err == nil && request.Method != http.MethodGet && !reads {
		if err := c.r.wrote(); err != nil {
			answer.Body.Close()
			return nil, err
		}
	}
	return answer, err
}

// inProcess is the way to a server in the same process: thousands of courses would open a connection each, which takes a tenth of their time.
type inProcess struct{ server http.Handler }

func (p inProcess) RoundTrip(request *http.Request) (answer *http.Response, err error) {
	defer func() {
		switch reason := recover(); reason {
		case nil:
		case http.ErrAbortHandler: // the server cuts the connection
			err = io.ErrUnexpectedEOF
		default:
			panic(reason)
		}
	}()
	return served(p.server, request), nil
}

// twoFiles is a small change: one line is added in each file.
func twoFiles() []diff.Patch {
	return []diff.Patch{
		{Path: "main.go", Status: diff.Modified, Additions: 1, Text: "@@ -1,2 +1,3 @@\n package main\n+var limit = 10\n func main() {}"},
		{Path: "README.md", Status: diff.Modified, Additions: 1, Text: "@@ -1 +1,2 @@\n # Project\n+More."},
	}
}

// SHAs of the commits in play.
const (
	base  = "1111111111111111111111111111111111111111"
	base2 = "2222222222222222222222222222222222222222"
	head  = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	head2 = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

func (r *rig) open(p standin.PullRequest) {
	r.t.Helper()
	p.Number, p.Base, p.Head, p.Title = 1, base, head, cmp.Or(p.Title, "Limit it")
	if p.Files == nil {
		p.Files = twoFiles()
	}
	if err := r.gh.AddPullRequest(p); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// Results of a workflow.
const (
	clean   = `{"summary":"Sets a limit.","findings":[],"verdict":"no_concerns"}`
	finding = `{"summary":"Sets a limit.","verdict":"changes_requested","findings":[{"path":"main.go","line":2,"severity":"high",
		"category":"correctness","title":"The limit is off by one","explanation":"Ten is one too many.","confidence":0.9}]}`
)
