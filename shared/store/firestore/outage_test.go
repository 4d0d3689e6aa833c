package firestore_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/testing/emulator"
)

// faults answers commits in place of Firestore: before it is called, or after it has written.
type faults struct{ before, after atomic.Pointer[[]codes.Code] }

func next(list *atomic.Pointer[[]codes.Code]) codes.Code {
	left := list.Load()
	if left == nil || len(*left) == 0 {
		return codes.OK
	}
	rest := (*left)[1:]
	list.Store(&rest)
	return (*left)[0]
}

func (f *faults) option() grpc.DialOption {
	return grpc.WithChainUnaryInterceptor(func(ctx context.Context, method string, request, reply any, c *grpc.ClientConn, call grpc.UnaryInvoker, options ...grpc.CallOption) error {
		_, commit := request.(*firestorepb.CommitRequest)
		if !commit {
			return call(ctx, method, request, reply, c, options...)
		}
		if code := next(&f.before); code != codes.OK {
			return status.Error(code, "not taken")
		}
		if err := call(ctx, method, request, reply, c, options...); err != nil {
			return err
		}
		if code := next(&f.after); code != codes.OK {
			return status.Error(code, "answer lost")
		}
		return nil
	})
}

func repeat(code codes.Code, n int) *[]codes.Code {
	list := make([]codes.Code, n)
	for i := range list {
		list[i] = code
	}
	return &list
}

func TestCommit_ContentionAndLostAnswers(t *testing.T) {
	t.Parallel()
	var f faults
	s := firestore.New(emulator.FirestoreClient(t, f.option()))
	now := time.Now()
	queue := func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Queue(now, "delivery", nil) }

	f.before.Store(repeat(codes.Aborted, 2))
	_, a, err := s.Claim(t.Context(), "pull_request-1-2", id, queue)
	if err != nil {
		t.Fatalf("a claim that is aborted twice: %v", err)
	}
	f.before.Store(repeat(codes.Aborted, 2))
	if a, err = s.Update(t.Context(), a, func(a *analysis.Analysis) error { return a.Dispatch(now) }); err != nil {
		t.Fatalf("an update that is aborted twice: %v", err)
	}

	f.before.Store(repeat(codes.Aborted, 100))
	if _, err := s.Update(t.Context(), a, func(a *analysis.Analysis) error { a.Tries++; return nil }); !errors.Is(err, store.ErrContended) {
		t.Errorf("an update that is always aborted: error %v, want ErrContended", err)
	}
	if _, err := s.UpdateLatest(t.Context(), "pull_request-1-2", func(p *analysis.Latest) error { p.Comment++; return nil }); !errors.Is(err, store.ErrContended) {
		t.Errorf("a pull request that is always aborted: error %v, want ErrContended", err)
	}
	f.before.Store(nil)

	// The client repeats a commit whose answer is lost, and then meets its own write.
	f.after.Store(repeat(codes.Unavailable, 1))
	var refused *analysis.TransitionError
	_, err = s.Update(t.Context(), a, func(a *analysis.Analysis) error { return a.Degrade(now, "why") })
	if !errors.As(err, &refused) || refused.From != analysis.Completed {
		t.Errorf("a lost answer: error %v, want a transition from completed refused", err)
	}

	f.before.Store(repeat(codes.PermissionDenied, 1))
	_, _, err = s.Claim(t.Context(), "pull_request-1-3", id, func(p *analysis.Latest, _ *analysis.Analysis) error { p.Comment++; return nil })
	if status.Code(err) != codes.PermissionDenied {
		t.Errorf("error %v, want Firestore's own", err)
	}
}
