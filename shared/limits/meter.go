package limits

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Meter is what this instance knows of an installation's limits. It is safe for concurrent use.
type Meter struct {
	mu      sync.Mutex
	now     Limits
	shared  Limits // as last stored or read
	content content
}

// Store shares limits between instances.
type Store interface {
	Limits(ctx context.Context, installation int64) (Limits, error)
	ChangeLimits(ctx context.Context, installation int64, change func(*Limits) error) error
}

// Learn reads what other instances know. It costs one document read.
func (m *Meter) Learn(ctx context.Context, s Store, installation int64) error {
	known, err := s.Limits(ctx, installation)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Merge(known)
	m.shared = known
	return nil
}

// Share stores what others must know, and nothing else: most requests cost nothing.
func (m *Meter) Share(ctx context.Context, s Store, installation int64, now time.Time) error {
	m.mu.Lock()
	mine := m.now
	news := mine.Differs(m.shared, now)
	m.mu.Unlock()
	if !news {
		return nil
	}
	var stored Limits
	err := s.ChangeLimits(ctx, installation, func(l *Limits) error {
		l.Merge(mine)
		l.ExpireAt = now.Add(24 * time.Hour)
		stored = *l
		return nil
	})
	if err == nil {
		m.mu.Lock()
		m.shared = stored
		m.mu.Unlock()
	}
	return err
}

// Scarce returns until when background work must leave the rest to people; zero if it need not.
func (m *Meter) Scarce(now time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now.Scarce(now)
}

// Admit returns until when a request must wait; zero if it may be sent.
func (m *Meter) Admit(graphQL, creates bool, now time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	if until := m.now.Blocked(graphQL, now); !until.IsZero() || !creates {
		return until
	}
	return m.content.take(now)
}

// See learns from an answer.
func (m *Meter) See(graphQL bool, h http.Header, limitedUntil, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := &m.now.Core
	if graphQL {
		r = &m.now.GraphQL
	}
	seen, err := resource(h)
	if err == nil {
		r.merge(seen)
	}
	switch {
	case limitedUntil.IsZero():
	case err == nil && seen.Remaining == 0:
		r.merge(Resource{BlockedUntil: limitedUntil})
	default:
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
