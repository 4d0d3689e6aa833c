package firestore_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/testing/emulator"
)

// cost counts documents as Firestore bills them.
type cost struct{ Reads, Writes int }

// meter counts what a client sends.
type meter struct {
	mu    sync.Mutex
	total cost
}

func (m *meter) add(reads, writes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.total.Reads += reads
	m.total.Writes += writes
}

// spent returns the cost since its last call.
func (m *meter) spent() cost {
	m.mu.Lock()
	defer m.mu.Unlock()
	spent := m.total
	m.total = cost{}
	return spent
}

func (m *meter) options() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithChainUnaryInterceptor(func(ctx context.Context, method string, request, reply any, c *grpc.ClientConn, call grpc.UnaryInvoker, options ...grpc.CallOption) error {
			if commit, ok := request.(*firestorepb.CommitRequest); ok {
				m.add(0, len(commit.Writes))
			}
			return call(ctx, method, request, reply, c, options...)
		}),
		grpc.WithChainStreamInterceptor(func(ctx context.Context, d *grpc.StreamDesc, c *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
			stream, err := open(ctx, d, c, method, options...)
			return meteredStream{stream, m}, err
		}),
	}
}

// meteredStream counts the documents that a stream returns, found or missing.
type meteredStream struct {
	grpc.ClientStream
	meter *meter
}

func (s meteredStream) RecvMsg(message any) error {
	if err := s.ClientStream.RecvMsg(message); err != nil {
		return err
	}
	switch answer := message.(type) {
	case *firestorepb.BatchGetDocumentsResponse:
		if answer.Result != nil {
			s.meter.add(1, 0)
		}
	case *firestorepb.RunQueryResponse:
		if answer.Document != nil {
			s.meter.add(1, 0)
		}
	}
	return nil
}

func TestCost_PullRequest(t *testing.T) {
	t.Parallel()
	var m meter
	s := firestore.New(emulator.FirestoreClient(t, m.options()...))
	now := time.Now()
	var a *analysis.Analysis

	claim := func(t *testing.T, fn func(*analysis.Latest, *analysis.Analysis) error) {
		t.Helper()
		var err error
		if _, a, err = s.Claim(t.Context(), "pull_request-1-2", id, fn); err != nil {
			t.Fatal(err)
		}
	}
	update := func(t *testing.T, fn func(*analysis.Analysis) error) {
		t.Helper()
		var err error
		if a, err = s.Update(t.Context(), a, fn); err != nil {
			t.Fatal(err)
		}
	}
	var sum cost
	for _, step := range []struct {
		name string
		do   func(*testing.T)
		want cost
	}{
		{"claim", func(t *testing.T) {
			claim(t, func(p *analysis.Latest, a *analysis.Analysis) error {
				p.AnalysisID = a.ID
				return a.Queue(now, "delivery", nil)
			})
		}, cost{Reads: 2, Writes: 2}},
		{"dispatched", func(t *testing.T) {
			update(t, func(a *analysis.Analysis) error { return a.Dispatch(now) })
		}, cost{Writes: 1}},
		{"execution ID", func(t *testing.T) {
			update(t, func(a *analysis.Analysis) error { a.ExecutionID = "execution"; return nil })
		}, cost{Writes: 1}},
	} {
		step.do(t)
		got := m.spent()
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		sum.Reads, sum.Writes = sum.Reads+got.Reads, sum.Writes+got.Writes
	}
	if want := (cost{Reads: 2, Writes: 4}); sum != want {
		t.Errorf("a dispatch costs %+v, want %+v", sum, want)
	}

	for _, step := range []struct {
		name string
		do   func(*testing.T) error
		want cost
	}{
		{"a claim of the analysis alone", func(t *testing.T) error {
			claim(t, func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Acquire(now, "another") })
			return nil
		}, cost{Reads: 3, Writes: 1}},
		{"a claim that changes nothing", func(t *testing.T) error {
			claim(t, func(*analysis.Latest, *analysis.Analysis) error { return nil })
			return nil
		}, cost{Reads: 2}},
		{"a pull request", func(t *testing.T) error {
			_, err := s.UpdateLatest(t.Context(), "pull_request-1-2", func(p *analysis.Latest) error { p.Comment = 3; return nil })
			return err
		}, cost{Reads: 1, Writes: 1}},
		{"an analysis read", func(t *testing.T) error {
			_, err := s.Analysis(t.Context(), id)
			return err
		}, cost{Reads: 1}},
		{"one due", func(t *testing.T) error {
			_, err := s.Due(t.Context(), now.Add(time.Hour), 10)
			return err
		}, cost{Reads: 1}},
	} {
		if err := step.do(t); err != nil {
			t.Errorf("%s: %v", step.name, err)
		}
		if diff := cmp.Diff(step.want, m.spent()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
}
