package limits

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Meter tracks an installation's limits in this instance. It is safe for concurrent use.
type Meter struct {
	installation int64
	store        Store // nil: no other instance sends requests

	mu     sync.Mutex
	now    Limits
	shared Limits // as last stored or read

	contentLock chan struct{} // full while content is reserved; nothing else waits for it
	content     reservation

	turnLock chan struct{} // full while turns are reserved
	turns    reservedTurns
}

// Store shares limits between instances.
type Store interface {
	Limits(ctx context.Context, installation int64) (Limits, error)
	ChangeLimits(ctx context.Context, installation int64, change func(*Limits) error) error
}

// NewMeter returns the Meter of an installation. Instances share limits through the store unless it is nil.
func NewMeter(s Store, installation int64) *Meter {
	return &Meter{store: s, installation: installation, contentLock: make(chan struct{}, 1), turnLock: make(chan struct{}, 1)}
}

// Learn reads the limits that other instances have stored. It costs one document read.
func (m *Meter) Learn(ctx context.Context) error {
	if m.store == nil {
		return nil
	}
	known, err := m.store.Limits(ctx, m.installation)
	if err == nil {
		m.know(known)
	}
	return err
}

func (m *Meter) know(stored Limits) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Merge(stored)
	m.shared = stored
}

// Share stores the limits if other instances need them, so that most requests cost nothing. A failure is only logged: the others then learn
// the limits from a request each.
func (m *Meter) Share(ctx context.Context, now time.Time) {
	m.mu.Lock()
	news := m.store != nil && m.now.Differs(m.shared, now)
	m.mu.Unlock()
	if !news {
		return
	}
	if err := m.change(context.WithoutCancel(ctx), now, func(*Limits) {}); err != nil {
		slog.WarnContext(ctx, "could not store GitHub's rate limits", "error", err)
	}
}

// change applies a change and stores the limits. It costs one document read and one write.
func (m *Meter) change(ctx context.Context, now time.Time, do func(*Limits)) error {
	m.mu.Lock()
	mine := m.now
	m.mu.Unlock()
	var stored Limits
	err := m.store.ChangeLimits(ctx, m.installation, func(l *Limits) error {
		l.Merge(mine)
		do(l)
		l.ExpireAt = now.Add(Kept)
		stored = *l
		return nil
	})
	if err == nil {
		m.know(stored)
	}
	return err
}

// Scarce returns the time until which background work must leave the rest to people; zero if it need not.
func (m *Meter) Scarce(now time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now.Scarce(now)
}

// Pressed returns the time until which a limit is kept for analyses under way; zero if it need not be.
func (m *Meter) Pressed(now time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now.Pressed(now)
}

// Admit returns the time until which a request must wait; zero if it may be sent now.
func (m *Meter) Admit(graphQL bool, now time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now.Blocked(graphQL, now)
}

// Create returns the time until which a request that creates content must wait for GitHub's limit on content; zero if it may be sent now. It
// costs a document read and a write, shared by several requests under load.
func (m *Meter) Create(ctx context.Context, now time.Time) (time.Time, error) {
	select {
	case m.contentLock <- struct{}{}:
	case <-ctx.Done():
		return time.Time{}, context.Cause(ctx)
	}
	defer func() { <-m.contentLock }()
	if until, ok := m.content.take(now); ok {
		return until, nil
	}
	n := m.content.next(now)
	next := reservation{at: now, size: n, until: now.Add(reservedFor)}
	reserve := func(l *Limits) {
		next.tokens, next.firstRetry = l.Content.reserve(now, n)
		if next.promises = 0; next.tokens == 0 {
			next.promises = n
		}
	}
	if m.store == nil {
		m.mu.Lock()
		reserve(&m.now)
		m.mu.Unlock()
	} else if err := m.change(ctx, now, reserve); err != nil {
		return time.Time{}, err
	}
	m.content = next
	until, _ := m.content.take(now)
	return until, nil
}

// See learns from a response. limitedUntil is set if a limit refused the request.
func (m *Meter) See(graphQL bool, h http.Header, limitedUntil, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := &m.now.Core
	if graphQL {
		r = &m.now.GraphQL
	}
	seen, err := resource(h)
	if err == nil && seen.ResetAt.Sub(now) <= longest {
		r.merge(seen)
	}
	switch spent := err == nil && seen.Remaining <= 0; {
	case spent && limitedUntil.IsZero(): // GraphQL refuses with status 200, and would refuse the next request too
		r.merge(Resource{BlockedUntil: seen.ResetAt})
	case spent:
		r.merge(Resource{BlockedUntil: limitedUntil})
	case !limitedUntil.IsZero():
		m.now.Secondary.merge(Resource{BlockedUntil: limitedUntil})
	}
}

var errNoLimit = errors.New("the answer names no limit")

func resource(h http.Header) (r Resource, err error) {
	limit, err1 := strconv.Atoi(h.Get("X-Ratelimit-Limit"))
	remaining, err2 := strconv.Atoi(h.Get("X-Ratelimit-Remaining"))
	reset, err3 := strconv.ParseInt(h.Get("X-Ratelimit-Reset"), 10, 64)
	if errors.Join(err1, err2, err3) != nil || limit <= 0 {
		return r, errNoLimit
	}
	return Resource{Limit: limit, Remaining: remaining, ResetAt: time.Unix(reset, 0).UTC()}, nil
}
