// Package limits tracks how much of GitHub's rate limits an installation has left ("Rate limits for the REST API").
package limits

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Kept is how long limits are stored after the last change. It is much longer than GitHub's windows of an hour.
const Kept = 24 * time.Hour

// Limits are an installation's rate limits as all instances together know them.
type Limits struct {
	ID       string            `firestore:"-" json:"-"` // of the installation
	Revision analysis.Revision `firestore:"-" json:"-"`

	Core      Resource  `firestore:"core,omitzero" json:"core,omitzero"`
	GraphQL   Resource  `firestore:"graphql,omitzero" json:"graphql,omitzero"`
	Secondary Resource  `firestore:"secondary,omitzero" json:"secondary,omitzero"` // of both: only BlockedUntil
	Content   Content   `firestore:"content,omitzero" json:"content,omitzero"`
	Turns     Turns     `firestore:"turns,omitzero" json:"turns,omitzero"`
	ExpireAt  time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Resource is one rate limit. Its counts are those of the window that ends at ResetAt.
type Resource struct {
	Limit        int       `firestore:"limit,omitzero" json:"limit,omitzero"`
	Remaining    int       `firestore:"remaining,omitzero" json:"remaining,omitzero"`
	ResetAt      time.Time `firestore:"reset_at,omitzero" json:"reset_at,omitzero"`
	BlockedUntil time.Time `firestore:"blocked_until,omitzero" json:"blocked_until,omitzero"`
}

// longest bounds the times that GitHub reports: a window is an hour and clocks differ by a minute or two, so a limit that seems to last
// longer is wrong.
const longest = time.Hour + 2*time.Minute

// Merge adds the knowledge of another instance: the later of two windows counts, or the smaller remainder of one window.
func (l *Limits) Merge(other Limits) {
	l.Core.merge(other.Core)
	l.GraphQL.merge(other.GraphQL)
	l.Secondary.merge(other.Secondary)
}

func (r *Resource) merge(other Resource) {
	switch {
	case other.ResetAt.After(r.ResetAt):
		r.Limit, r.Remaining, r.ResetAt = other.Limit, other.Remaining, other.ResetAt
	case other.ResetAt.Equal(r.ResetAt):
		r.Remaining = min(r.Remaining, other.Remaining)
	}
	if other.BlockedUntil.After(r.BlockedUntil) {
		r.BlockedUntil = other.BlockedUntil
	}
}

// Blocked returns the time until which no request may be sent; zero if requests may be sent now.
func (l *Limits) Blocked(graphQL bool, now time.Time) time.Time {
	until := l.Secondary.blocked(now)
	of := l.Core
	if graphQL {
		of = l.GraphQL
	}
	if at := of.blocked(now); at.After(until) {
		until = at
	}
	return until
}

// eitherBlocked returns the time until which the REST API or GraphQL is blocked; zero if neither is.
func (l *Limits) eitherBlocked(now time.Time) time.Time {
	rest, graphQL := l.Blocked(false, now), l.Blocked(true, now)
	if graphQL.After(rest) {
		return graphQL
	}
	return rest
}

func (r Resource) blocked(now time.Time) time.Time {
	if wait := r.BlockedUntil.Sub(now); wait > 0 && wait <= longest {
		return r.BlockedUntil
	}
	return time.Time{}
}

// Scarce returns the time until which less than half of a limit is left, which is kept for people; zero if more is left.
func (l *Limits) Scarce(now time.Time) time.Time {
	until := l.eitherBlocked(now)
	for _, r := range []Resource{l.Core, l.GraphQL} {
		if r.current(now) && 2*r.Remaining < r.Limit && r.ResetAt.After(until) {
			until = r.ResetAt
		}
	}
	return until
}

// Pressed returns the time until which a limit is kept for analyses under way; zero if it need not be. Half of the hourly rate until the
// reset is enough for them.
func (l *Limits) Pressed(now time.Time) time.Time {
	until := l.eitherBlocked(now)
	for _, r := range []Resource{l.Core, l.GraphQL} {
		if !r.current(now) {
			continue
		}
		enough := time.Duration(float64(2*time.Hour) * float64(r.Remaining) / float64(r.Limit)) // how long the remainder is enough for at that rate
		if at := r.ResetAt.Add(-enough); at.After(now) && at.After(until) {
			until = at
		}
	}
	return until
}

func (r Resource) current(now time.Time) bool {
	wait := r.ResetAt.Sub(now)
	return r.Limit > 0 && wait > 0 && wait <= longest
}

// quarter returns how many quarters of a limit are left, rounded up.
func (r Resource) quarter() int {
	if r.Limit == 0 {
		return 4
	}
	return (4*r.Remaining + r.Limit - 1) / r.Limit
}

// Differs reports whether other instances need this knowledge: a limit blocks, or another quarter of it is used.
func (l *Limits) Differs(known Limits, now time.Time) bool {
	differ := func(r, known Resource) bool {
		if !known.current(now) {
			known = Resource{BlockedUntil: known.BlockedUntil}
		}
		return r.blocked(now).After(known.BlockedUntil) || r.current(now) && r.quarter() < known.quarter()
	}
	return differ(l.Core, known.Core) || differ(l.GraphQL, known.GraphQL) || differ(l.Secondary, known.Secondary)
}
