package lease_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/lease"
)

// stored is a store of one analysis.
type stored struct {
	mu   sync.Mutex
	a    analysis.Analysis
	away error
	slow time.Duration // each answer
}

func (s *stored) Analysis(ctx context.Context, _ string) (*analysis.Analysis, error) {
	s.mu.Lock()
	slow := s.slow
	s.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(slow):
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.a.Clone(), s.away
}

func (s *stored) Update(_ context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	next := a.Clone()
	if err := change(next); err != nil {
		return nil, err
	}
	s.set(func(s *stored) { s.a = *next })
	return next, nil
}

func (s *stored) set(change func(*stored)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// until is the end of the lease.
func (s *stored) until() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.a.Lease.Until
}

func held() *stored {
	return &stored{a: analysis.Analysis{State: analysis.Queued, Lease: analysis.Lease{Owner: "me", Until: time.Now().Add(analysis.LeaseDuration)}}}
}

// Measuring a huge change may take longer than a lease: another delivery must not begin the same work.
func TestKeep_RenewsWhileWorkGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := held()
		ctx, stop := lease.Keep(t.Context(), s, "id", "me", time.Now)
		time.Sleep(10*time.Minute + time.Second)
		if err := lease.Check(ctx); err != nil {
			t.Errorf("after ten minutes: %v", err)
		}
		synctest.Wait()
		if left := time.Until(s.until()); ctx.Err() != nil || left < analysis.LeaseDuration-time.Minute-time.Second {
			t.Errorf("after 10 minutes %s are left, %v", left, context.Cause(ctx))
		}
		stop()
		until := s.until()
		time.Sleep(10 * time.Minute)
		if !s.until().Equal(until) || !errors.Is(context.Cause(ctx), context.Canceled) {
			t.Errorf("renewed after its end: until %s, %v", s.until(), context.Cause(ctx))
		}
	})
}

func TestKeep_CancelsWorkThatLostItsLease(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lose func(*stored)
		in   time.Duration // at the most; 0: never
	}{
		"another has it":         {func(s *stored) { s.a.Lease.Owner = "another" }, time.Minute},
		"the store is away":      {func(s *stored) { s.away = errors.New("away") }, 2 * time.Minute},
		"the owner gave it back": {func(s *stored) { s.a.Lease = analysis.Lease{} }, 0},
		"nothing happens to it":  {func(*stored) {}, 0},
		"the store is away a bit": {func(s *stored) {
			s.away = errors.New("away")
			time.AfterFunc(44*time.Second, func() { s.set(func(s *stored) { s.away = nil }) })
		}, 0},
		"one renewal hangs": {func(s *stored) {
			s.slow = time.Hour
			time.AfterFunc(25*time.Second, func() { s.set(func(s *stored) { s.slow = 9 * time.Second }) })
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := held()
				ctx, stop := lease.Keep(t.Context(), s, "id", "me", time.Now)
				defer stop()
				s.set(c.lose)
				begin := time.Now()
				select {
				case <-ctx.Done():
				case <-time.After(20 * time.Minute):
				}
				lost := errors.Is(context.Cause(ctx), lease.ErrLost)
				if lost != (c.in > 0) || lost && time.Since(begin) > c.in {
					t.Errorf("after %s: %v, want it lost within %s", time.Since(begin), context.Cause(ctx), c.in)
				}
			})
		})
	}
}

// A process that was stopped for minutes must not write: another one may have gone on.
func TestCheck_FailsBeforeAWriteCouldMeetTheNextOwners(t *testing.T) {
	t.Parallel()
	now := time.Now()
	ctx, stop := lease.Keep(t.Context(), held(), "id", "me", func() time.Time { return now })
	defer stop()
	now = now.Add(analysis.LeaseDuration - analysis.ClockSkew - landing - time.Second)
	if err := lease.Check(ctx); err != nil {
		t.Errorf("with the skew, a request and a second left: %v", err)
	}
	now = now.Add(time.Second)
	if err := lease.Check(ctx); !errors.Is(err, lease.ErrLost) {
		t.Errorf("error %v, want ErrLost", err)
	}
	if err := lease.Check(t.Context()); err != nil {
		t.Errorf("without a lease: %v", err)
	}
}

// landing is how late a request to GitHub may take effect: GitHub ends it after ten seconds.
const landing = 10 * time.Second

// Two instances' clocks differ by a minute: while one works, or what it sent may still take effect, the other must not be able to take the
// lease, however slow or away the store is.
func TestKeep_EndsBeforeAClockThatIsAheadSeesTheEnd(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*stored{
		"all is well":       {},
		"a slow store":      {slow: 10 * time.Second},
		"one that hangs":    {slow: time.Hour},
		"one that is away":  {away: errors.New("away")},
		"away after a time": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s.a = held().a
				ctx, stop := lease.Keep(t.Context(), s, "id", "me", time.Now)
				defer stop()
				if name == "away after a time" {
					time.AfterFunc(150*time.Second, func() { s.set(func(s *stored) { s.slow = time.Hour }) })
				}
				for range 20 * 60 {
					time.Sleep(time.Second)
					synctest.Wait()
					s.mu.Lock()
					other := s.a.Clone()
					s.mu.Unlock()
					if taken := other.Acquire(time.Now().Add(analysis.ClockSkew+landing-time.Second), "another") == nil; taken && ctx.Err() == nil {
						t.Fatal("both work at the same time")
					}
				}
				s.mu.Lock()
				defer s.mu.Unlock()
				if lost := ctx.Err() != nil; lost != (s.away != nil || s.slow == time.Hour) {
					t.Errorf("lost %t: %v", lost, context.Cause(ctx))
				}
			})
		})
	}
}
