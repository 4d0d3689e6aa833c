package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/store"
)

// process is one call of a function. It may be cut off after any of its writes; then nothing that it does has an effect.
type process struct {
	mu     sync.Mutex
	random *rand.Rand
	left   int // writes until it is cut off; negative: it never is
}

type processKey struct{}

// process returns a new call and its context. What happens in it depends on the seed and on its name alone.
func (s *simulation) process(name string, number int) (context.Context, *process) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	p := &process{random: rand.New(rand.NewPCG(s.seed+uint64(number), h.Sum64())), left: -1}
	if s.faulty() && p.random.IntN(s.cutOneIn) == 0 {
		p.left = 1 + p.random.IntN(4)
	}
	return context.WithValue(context.Background(), processKey{}, p), p
}

func processOf(ctx context.Context) *process { return ctx.Value(processKey{}).(*process) }

func (p *process) alive() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == 0 {
		return errCut
	}
	return nil
}

// wrote counts a write that has happened, and is errCut if the process ended right after it.
func (p *process) wrote() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left > 0 {
		p.left--
	}
	if p.left == 0 {
		return errCut
	}
	return nil
}

// takes lets time pass, as a call over the network does.
func (p *process) takes(ctx context.Context, least, most time.Duration) error {
	p.mu.Lock()
	wait := least + time.Duration(p.random.Int64N(int64(most-least)))
	p.mu.Unlock()
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errUnavailable = errors.New("unavailable")

// simulatedStore is the database as a function has it: it takes time, may be away, and may lose its caller.
type simulatedStore struct{ *simulation }

func (d simulatedStore) call(ctx context.Context) error {
	p := processOf(ctx)
	if err := p.alive(); err != nil {
		return err
	}
	if err := p.takes(ctx, 3*time.Millisecond, 20*time.Millisecond); err != nil {
		return err
	}
	if d.storeAway.Load() {
		return errUnavailable
	}
	return nil
}

func (d simulatedStore) Read(ctx context.Context, keys []store.Key) ([]store.Snapshot, error) {
	if err := d.call(ctx); err != nil {
		return nil, err
	}
	return d.db.Read(ctx, keys)
}

func (d simulatedStore) List(ctx context.Context, collection, from, before string, limit int) ([]string, error) {
	if err := d.call(ctx); err != nil {
		return nil, err
	}
	return d.db.List(ctx, collection, from, before, limit)
}

func (d simulatedStore) ReadDue(ctx context.Context, collection string, now time.Time, limit int) ([]store.Snapshot, error) {
	if err := d.call(ctx); err != nil {
		return nil, err
	}
	return d.db.ReadDue(ctx, collection, now, limit)
}

func (d simulatedStore) Commit(ctx context.Context, writes []store.Write, unchanged []store.Snapshot) ([]analysis.Revision, error) {
	if err := d.call(ctx); err != nil {
		return nil, err
	}
	revisions, err := d.db.Commit(ctx, writes, unchanged)
	if err == nil {
		err = processOf(ctx).wrote()
	}
	return revisions, err
}

// simulatedTopics publishes to the subscriptions.
type simulatedTopics struct{ *simulation }

func (t simulatedTopics) PublishEvent(ctx context.Context, e event.Event) error {
	if e.Background() {
		return t.publish(ctx, t.background, e)
	}
	return t.publish(ctx, t.events, e)
}

func (t simulatedTopics) PublishResult(ctx context.Context, r event.Result) error {
	return t.publish(ctx, t.results, r)
}

func (t simulatedTopics) publish(ctx context.Context, to *pushed, message any) error {
	p := processOf(ctx)
	if err := p.alive(); err != nil {
		return err
	}
	if err := p.takes(ctx, 10*time.Millisecond, 50*time.Millisecond); err != nil {
		return err
	}
	data, err := json.Marshal(message)
	if err != nil {
		return err
	}
	to.send(data, t.copies(), 0)
	return p.wrote()
}

// pushed pushes messages as Pub/Sub does: at least once, in no order, with a growing back-off, and to the dead letter in the end.
type pushed struct {
	*simulation
	name string
	push chan http.Handler // has each instance as often as it takes calls at a time

	mu      sync.Mutex
	number  int
	waiting int // messages
	dead    []string
}

func (s *simulation) subscribe(name string, concurrency int, instances []http.Handler) *pushed {
	sub := &pushed{simulation: s, name: name, push: make(chan http.Handler, concurrency*len(instances))}
	for range concurrency {
		for _, instance := range instances {
			sub.push <- instance
		}
	}
	return sub
}

// send delivers copies of a message that is published within some time. Pub/Sub takes less than a second for most, and half a minute for some.
func (s *pushed) send(data []byte, copies int, within time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range copies {
		s.number++
		s.waiting++
		go s.deliver(data, s.number, within)
	}
}

func (s *pushed) deliver(data []byte, number int, within time.Duration) {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.waiting--
	}()
	body, err := event.Message{ID: "1", Data: data}.Envelope()
	if err != nil {
		panic(err)
	}
	why := ""
	for attempt := range analysis.MaxPushes {
		ctx, p := s.process(s.name, number*analysis.MaxPushes+attempt)
		if attempt == 0 {
			late := time.Second
			if p.random.IntN(10) == 0 {
				late = 30 * time.Second
			}
			time.Sleep(time.Duration(p.random.Int64N(int64(within)+1) + p.random.Int64N(int64(late))))
		} else {
			time.Sleep(min(analysis.MinBackoff<<(attempt-1), analysis.MaxBackoff))
		}
		to := <-s.push
		ctx, cancel := context.WithTimeout(ctx, analysis.FunctionTimeout)
		w := httptest.NewRecorder()
		to.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodPost, "/", bytes.NewReader(body)))
		cancel()
		s.push <- to
		cut := p.alive() != nil
		if cut {
			s.cuts.Add(1)
		}
		if !cut && w.Code == http.StatusNoContent {
			return
		}
		if why = "cut off"; !cut {
			why = w.Body.String()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead = append(s.dead, why+string(data))
}

func (s *pushed) pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting
}
