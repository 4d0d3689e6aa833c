package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// engineSlots is a rig whose flows run on the real engine, until they are killed: the model never answers.
type engineSlots struct {
	*rig
	client *kestra.Client
	key    string
	heads  int
	pulls  map[string]int // by the ID of the analysis
}

// push makes a new head of a pull request and sends its event.
func (s *engineSlots) push(number int, action string) {
	s.t.Helper()
	s.heads++
	if action == "opened" {
		s.must(s.gh.AddPullRequest(standin.PullRequest{Number: number, Base: base, Head: sha(s.heads), Title: "Limit " + s.key, Files: twoFiles()}))
	} else {
		s.must(s.gh.Push(number, sha(s.heads), twoFiles()...))
	}
	s.pulls[s.idOf(number, sha(s.heads))] = number
	s.pullOf(number, action)
}

// atOnce delivers all messages at the same time, as Pub/Sub does, and once more what was not taken.
func (s *engineSlots) atOnce() {
	var all sync.WaitGroup
	queue := s.queue
	s.queue = nil
	for _, m := range queue {
		all.Go(func() {
			if s.post(m) != http.StatusNoContent {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.queue = append(s.queue, m)
			}
		})
	}
	all.Wait()
	s.drain()
}

// running are the executions of the slots that are taken, by the ID of the analysis.
func (s *engineSlots) running() map[string]string {
	s.t.Helper()
	held, err := s.db.Slots(context.Background())
	s.must(err)
	out := map[string]string{}
	for _, slot := range held.Taken {
		a, err := s.db.Analysis(context.Background(), slot.Analysis)
		s.must(err)
		if a.State == analysis.Dispatched && a.Attempt == slot.Attempt {
			out[slot.Analysis] = a.ExecutionID
		}
	}
	return out
}

// alive is how many of the executions have not ended.
func (s *engineSlots) alive(executions map[string]bool) (n int) {
	s.t.Helper()
	for id := range executions {
		x, err := s.client.Execution(s.t.Context(), id)
		s.must(err)
		if !x.State.Terminal() {
			n++
		}
	}
	return n
}

// Kestra's own flow concurrency loses slots when queued executions are killed (kestra-io/kestra#14356, #17759). Ours must not: each that is
// lost is one review fewer at a time, for everybody.
func TestSlots_RealEngineLosesNone(t *testing.T) {
	const limit, waiting, kills = 10, 20, 100
	stack := kestratest.Start(t)
	s := &engineSlots{client: stack.Client(t), key: fmt.Sprintf("slots-%d", time.Now().UnixNano()), pulls: map[string]int{}}
	stack.Model.Script(t, s.key, kestratest.Reply{Hang: true})
	s.rig = newRigOn(t, -1, standin.Options{}, func(p *wiring.Parts) {
		p.MaxRunning = limit
		p.Kestra = func(context.Context) (*kestra.Client, error) { return s.client, nil }
	})
	for n := 1; n <= limit+waiting; n++ {
		s.push(n, "opened")
	}
	s.atOnce()
	killed, started := map[string]bool{}, map[string]bool{}
	for len(killed) < kills {
		running := s.running()
		if len(running) != limit || s.taken() != limit {
			t.Fatalf("after %d kills %d of %d flows run, %d slots are taken", len(killed), len(running), limit, s.taken())
		}
		for id, execution := range running {
			killed[execution], started[execution] = true, true
			s.push(s.pulls[id], "synchronize")
		}
		s.atOnce()
		until(t, "all slots are taken again", func() bool {
			s.Run(context.Background()) // what a kill left unconfirmed
			s.drain()
			return len(s.running()) == limit
		})
	}
	for _, execution := range s.running() {
		started[execution] = true
	}
	if n := s.alive(started); n != limit {
		t.Errorf("%d flows run, want %d", n, limit)
	}
	for execution := range killed {
		if x, err := s.client.Execution(t.Context(), execution); err != nil || x.State != "KILLED" {
			t.Errorf("execution %s is %s, %v", execution, x.State, err)
		}
	}
	for n := 1; n <= limit+waiting; n++ {
		s.must(s.gh.Close(n, false))
		s.pullOf(n, "closed")
	}
	s.atOnce()
	until(t, "all slots are free", func() bool {
		s.Run(context.Background())
		s.drain()
		return s.taken() == 0
	})
	for _, run := range s.gh.CheckRuns() {
		if run.Status != "completed" {
			t.Errorf("the check run %s is %s", run.ExternalID, run.Status)
		}
	}
}
