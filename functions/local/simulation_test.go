package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/devplus-app/devplus/functions/callback"
	"github.com/devplus-app/devplus/functions/dispatch"
	"github.com/devplus-app/devplus/functions/publish"
	"github.com/devplus-app/devplus/functions/reconcile"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
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

// simulation is the deployed system on one virtual clock, that of a testing/synctest bubble: as many instances as Terraform allows, Pub/Sub,
// the scheduler, Kestra, and GitHub with its limits. Calls take time and overlap, messages come twice and late.
type simulation struct {
	course
	t    *testing.T
	seed uint64

	githubAway, kestraAway, storeAway atomic.Bool
	calm                              atomic.Bool // nothing is cut off or doubled any longer
	cuts                              atomic.Int64
	over                              atomic.Bool
	loops                             sync.WaitGroup
	planned                           atomic.Int64 // what is still to happen

	db     *embedded.Store
	github *simulatedGitHub
	flows  *fakeKestra

	events, background, results *pushed
	callback                    http.Handler
	reconcile                   *reconcile.Reconciler
	built                       int // instances
	repeating                   atomic.Int64
	atOnce                      int       // the most flows at a time, but those that only repeat their answer
	hurry                       bool      // ended is asked for
	ended                       time.Time // the first time that nothing was under way
}

// Instances and what each does at a time, as in terraform/functions.tf.
const (
	dispatchers, dispatchConcurrency   = 4, 10
	backgrounds, backgroundConcurrency = 2, 2
	publishers, publishConcurrency     = 4, 10
	instances                          = dispatchers + backgrounds + publishers + 1
)

func simulate(t *testing.T, c course, seed uint64) *simulation {
	s := &simulation{course: c, t: t, seed: seed}
	s.github = s.newGitHub(c.installations, standin.Options{SecondaryLimits: true})
	s.db = dbtest.Open(t)
	s.flows = &fakeKestra{}
	flows := 0
	s.flows.started = func(x *execution) {
		flows++
		n := flows
		s.loops.Go(func() { s.flow(x, n) }) // a killed one sleeps on
	}
	s.events = s.subscribe("dispatch", dispatchConcurrency, s.handlers(dispatchers, dispatch.New))
	s.background = s.subscribe("background", backgroundConcurrency, s.handlers(backgrounds, dispatch.New))
	s.results = s.subscribe("publish", publishConcurrency, s.handlers(publishers, publish.New))
	s.callback = callback.New(s.instance())
	s.reconcile = reconcile.New(s.instance())
	return s
}

func (s *simulation) handlers(n int, build func(wiring.Parts) http.Handler) (all []http.Handler) {
	for range n {
		all = append(all, build(s.instance()))
	}
	return all
}

// instance returns the parts of one instance of a function. Every other instance's clock is ahead of the others.
func (s *simulation) instance() wiring.Parts {
	ahead := time.Duration(s.built%2) * s.skew
	s.built++
	now := func() time.Time { return time.Now().Add(ahead) }
	shared := store.New(simulatedStore{s})
	app, err := githubapp.New(githubapp.Config{
		AppID: 4242, PrivateKey: s.github.installations[0].PrivateKey(), BaseURL: "http://github", HTTP: s.github, Limits: shared, Now: now,
	})
	s.must(err)
	client, err := kestra.New(kestra.Config{URL: "http://kestra", HTTP: &http.Client{Transport: simulatedKestra{s, s.flows.handler()}}})
	s.must(err)
	return wiring.Parts{
		Store: shared, Topics: simulatedTopics{s}, Settings: settings.Default(), Now: now,
		GitHub:      func(context.Context) (*githubapp.App, error) { return app, nil },
		Kestra:      func(context.Context) (*kestra.Client, error) { return client, nil },
		CallbackURL: "http://callback", CallbackKey: config.Direct("CALLBACK_KEY", []byte("a key that nobody else has")),
	}
}

func (s *simulation) must(err error) {
	if err != nil {
		panic(err) // the bubble has many goroutines
	}
}

func (s *simulation) faulty() bool { return s.cutOneIn > 0 && !s.calm.Load() }

func (s *simulation) copies() int {
	if s.calm.Load() || s.once {
		return 1
	}
	return 2
}

// simulatedKestra is Kestra's server as a function reaches it.
type simulatedKestra struct {
	*simulation
	handler http.Handler
}

func (k simulatedKestra) RoundTrip(r *http.Request) (*http.Response, error) {
	p := processOf(r.Context())
	if err := p.alive(); err != nil {
		return nil, err
	}
	if err := p.takes(r.Context(), 50*time.Millisecond, 500*time.Millisecond); err != nil {
		return nil, err
	}
	if k.kestraAway.Load() {
		if k.hangs {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		w := httptest.NewRecorder()
		http.Error(w, "{}", http.StatusServiceUnavailable)
		return w.Result(), nil
	}
	answer := served(k.handler, r)
	if r.Method != http.MethodGet {
		if err := p.wrote(); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// The time that a flow takes.
const (
	shortestFlow = 30 * time.Second
	longestFlow  = 150 * time.Second
)

// flow is a flow's execution: it answers after some time, again and again until it is heard. While Kestra is away, it rests.
func (s *simulation) flow(x *execution, number int) {
	_, p := s.process("flow", number)
	time.Sleep(shortestFlow + time.Duration(p.random.Int64N(int64(longestFlow-shortestFlow))))
	body := fmt.Sprintf(`{"analysis_id":%q,"attempt":%s,"execution_id":%q,"status":"succeeded","result":%s,"usage":{"model":"m"}}`,
		x.inputs["analysis_id"], x.inputs["attempt"], x.id, finding)
	for try := range 10 {
		for s.kestraAway.Load() {
			time.Sleep(10 * time.Second)
		}
		if !x.running() {
			return
		}
		ctx, p := s.process("callback", 100*number+try)
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, callback.Path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+x.inputs["callback_token"])
		s.callback.ServeHTTP(w, r)
		cut := p.alive() != nil
		if cut {
			s.cuts.Add(1)
		}
		if !cut && w.Code != http.StatusServiceUnavailable {
			x.end("SUCCESS")
			return
		}
		if try == 0 { // its slot may have been freed
			s.repeating.Add(1)
			defer s.repeating.Add(-1)
		}
		time.Sleep(min(time.Second<<try, 30*time.Second)) // the flows' retry
	}
	x.end("FAILED")
}

// open opens pull request n, which GitHub announces within a time.
func (s *simulation) open(n int, within time.Duration) {
	gh := s.of(n)
	s.must(gh.AddPullRequest(standin.PullRequest{Number: n, Base: base, Head: sha(n), Title: "Limit it", Files: twoFiles()}))
	s.announce(n, "opened", within)
}

// of is the GitHub of pull request n.
func (s *simulation) of(n int) *standin.Server { return s.github.installations[n%s.installations] }

// announce has GitHub send an event, which the webhook publishes.
func (s *simulation) announce(n int, action string, within time.Duration) {
	payload, err := s.of(n).PullRequestPayload(action, n)
	s.must(err)
	e, _, err := event.Parse("pull_request", rand.Text(), payload, time.Now())
	s.must(err)
	data, err := json.Marshal(e)
	s.must(err)
	s.events.send(data, s.copies(), within)
}

// run lets everything happen until nothing is left to do.
func (s *simulation) run(limit time.Duration) {
	defer s.loops.Wait() // time stands still once the test has returned
	s.loops.Go(func() {
		for n := 0; !s.over.Load(); n++ {
			time.Sleep(analysis.ReconcileEvery)
			ctx, p := s.process("reconcile", n)
			s.reconcile.Run(ctx)
			if p.alive() != nil {
				s.cuts.Add(1)
			}
		}
	})
	for _, o := range s.outages {
		s.at(o.from, func() {
			away := map[string]*atomic.Bool{"GitHub": &s.githubAway, "Kestra": &s.kestraAway, "Firestore": &s.storeAway}[o.of]
			away.Store(true)
			time.Sleep(o.lasts)
			away.Store(false)
		})
	}
	for begin := time.Now(); time.Since(begin) < limit && !s.settled(); {
		time.Sleep(10 * time.Second)
		s.atOnce = max(s.atOnce, s.active()-int(s.repeating.Load()))
		if s.ended.IsZero() && s.hurry && s.planned.Load() == 0 && !s.working() {
			s.ended = time.Now()
		}
	}
	s.over.Store(true)
}

// active is how many flows run.
func (s *simulation) active() int {
	s.flows.mu.Lock()
	defer s.flows.mu.Unlock()
	return s.flows.live
}

// working reports whether anything is under way: a message, a flow, or an analysis that GitHub does not show as it is. The next try of a
// review is none.
func (s *simulation) working() bool {
	if s.events.pending()+s.background.pending()+s.results.pending()+s.active() > 0 {
		return true
	}
	open, err := s.db.Due(context.Background(), time.Now().Add(analysis.Retention), s.pulls)
	s.must(err)
	return slices.ContainsFunc(open, func(a *analysis.Analysis) bool { return a.State != analysis.Published })
}

// settled reports whether nothing is left to do.
func (s *simulation) settled() bool {
	if int(s.planned.Load())+s.events.pending()+s.background.pending()+s.results.pending()+s.active() > 0 {
		return false
	}
	ctx := context.Background()
	open, err := s.db.Due(ctx, time.Now().Add(analysis.Retention), 1)
	s.must(err)
	parked, err := s.db.DueParked(ctx, time.Now().Add(analysis.Retention), 1)
	s.must(err)
	return len(open)+len(parked) == 0
}
