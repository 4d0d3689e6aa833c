// Package lease renews a lease, such as that of an analysis, while its owner works.
package lease

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// A lease lasts two minutes: a longer one would keep a Kestra slot and a subject idle for longer after a crash. Of two minutes, one covers a
// next owner whose clock is ahead, and landing covers a write that was just sent. The remaining 50 seconds outlast a renewal that hangs until
// its limit: the next renewal begins 35 seconds after the last confirmed one, and ends 45 seconds after it at the latest.
const (
	every     = 20 * time.Second
	limit     = 10 * time.Second // of a renewal
	soon      = 5 * time.Second  // after one that failed
	landing   = 10 * time.Second // of a request: GitHub ends it after that ("Troubleshooting the REST API", timeouts)
	unrenewed = analysis.LeaseDuration - analysis.ClockSkew - landing
)

// ErrLost is the cause of a context whose work no longer holds its lease.
var ErrLost = errors.New("the lease is lost")

// Store stores the leases of analyses.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error)
}

// Named stores leases that do not belong to an analysis.
type Named interface {
	Acquire(ctx context.Context, what, owner string, now, until time.Time) error
}

// keptLease is a lease that Keep renews.
type keptLease struct {
	now     func() time.Time
	renewed atomic.Pointer[time.Time] // confirmed
	outer   *keptLease                // that the context had already; nil if none
}

type key struct{}

// Check fails if the work of a context from Keep must no longer write, by any of its leases: call it before each write. It makes no request.
// For any other context it returns the cause of its end, if it has ended.
func Check(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for h := leaseOf(ctx); h != nil; h = h.outer {
		if h.now().Sub(*h.renewed.Load()) >= unrenewed {
			return fmt.Errorf("%w: it was not renewed in time", ErrLost)
		}
	}
	return nil
}

// leaseOf returns the innermost lease of a context; nil if it has none.
func leaseOf(ctx context.Context) *keptLease {
	h, _ := ctx.Value(key{}).(*keptLease)
	return h
}

// Keep renews the lease that owner has just taken, three times a minute until stop is called or owner gives it back. The context is canceled
// with ErrLost when another worker has the lease, or when a renewal fails for too long: the work must then stop writing.
func Keep(ctx context.Context, s Store, id, owner string, now func() time.Time) (_ context.Context, stop func()) {
	return keepRenewed(ctx, now, func(ctx context.Context) error { return renew(ctx, s, id, owner, now) })
}

// KeepNamed is Keep for a lease that does not belong to an analysis. Call stop before owner gives it back.
func KeepNamed(ctx context.Context, s Named, what, owner string, now func() time.Time) (_ context.Context, stop func()) {
	return keepRenewed(ctx, now, func(ctx context.Context) error {
		return s.Acquire(ctx, what, owner, now(), now().Add(analysis.LeaseDuration))
	})
}

func keepRenewed(ctx context.Context, now func() time.Time, renew func(context.Context) error) (_ context.Context, stop func()) {
	h := &keptLease{now: now, outer: leaseOf(ctx)}
	taken := now()
	h.renewed.Store(&taken)
	ctx, cancel := context.WithCancelCause(context.WithValue(ctx, key{}, h))
	expires := time.AfterFunc(unrenewed, func() { cancel(fmt.Errorf("%w: it could not be renewed in time", ErrLost)) })
	done := make(chan struct{})
	go func() {
		defer close(done)
		for next := time.NewTimer(every); ; {
			select {
			case <-ctx.Done():
				next.Stop()
				return
			case <-next.C:
			}
			at, begun := now(), time.Now()
			err := inTime(ctx, renew)
			switch {
			case errors.Is(err, errReleased):
				expires.Stop()
				return
			case err == nil:
				h.renewed.Store(&at)
				expires.Reset(unrenewed - time.Since(begun))
				next.Reset(every)
			case errors.Is(err, analysis.ErrOvertaken), errors.Is(err, analysis.ErrLeased):
				cancel(fmt.Errorf("%w: %w", ErrLost, err))
				return
			default:
				next.Reset(soon)
			}
		}
	}()
	return ctx, func() {
		expires.Stop()
		cancel(nil)
		<-done
	}
}

// errReleased ends the renewal of a lease that its owner has given back.
var errReleased = errors.New("the lease was given back")

func inTime(ctx context.Context, renew func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return renew(ctx)
}

func renew(ctx context.Context, s Store, id, owner string, now func() time.Time) error {
	a, err := s.Analysis(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.Update(ctx, a, func(a *analysis.Analysis) error {
		switch a.Lease.Owner {
		case owner:
			return a.Acquire(now(), owner)
		case "":
			return errReleased
		}
		return analysis.ErrOvertaken
	})
	return err
}
