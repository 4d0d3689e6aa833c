package limits

import "time"

// GitHub lets an installation create content, such as comments, reviews and releases, 80 times a minute and 500 times an hour ("Rate limits
// for the REST API"). One token every 8 seconds and at most 38 together keep all instances below both: in no hour more than
// 38 + (3600 + 30 + 60) / 8 = 499, what is reserved and used late, and what clocks differ, included.
const (
	contentEvery = 8 * time.Second
	contentBurst = 38
	reservedFor  = 30 * time.Second // an instance may use what it reserved
	reserveBusy  = 4                // tokens that an instance reserves at a time while it creates much
	longestQueue = 24 * time.Hour   // beyond, what is stored is a fault of its own
)

// Content is what all instances together have reserved. It is a token bucket.
type Content struct {
	FullAt   time.Time `firestore:"full_at,omitzero" json:"full_at,omitzero"`   // when all of the burst is free again
	Promised time.Time `firestore:"promised,omitzero" json:"promised,omitzero"` // the last time that somebody was told to come back at
}

// reserve takes up to n tokens. If none is free, it promises n times to come back at instead, contentEvery apart, and returns the first: so
// those who wait don't all come back at once.
func (c *Content) reserve(now time.Time, n int) (tokens int, first time.Time) {
	if wait := c.FullAt.Sub(now); wait < 0 || wait > 2*contentBurst*contentEvery {
		c.FullAt = now
	}
	if free := contentBurst - int((c.FullAt.Sub(now)+contentEvery-1)/contentEvery); free > 0 {
		tokens = min(n, free)
		c.FullAt = c.FullAt.Add(time.Duration(tokens) * contentEvery)
		return tokens, time.Time{}
	}
	first = c.FullAt.Add(-(contentBurst - 1) * contentEvery)
	if next := c.Promised.Add(contentEvery); next.After(first) && next.Sub(now) < longestQueue {
		first = next
	}
	c.Promised = first.Add(time.Duration(n-1) * contentEvery)
	return 0, first
}

// reservation is what this instance has of the Content.
type reservation struct {
	tokens   int
	promises int
	promise  time.Time // the first of them
	until    time.Time
}

// size returns how much to reserve next: more than one only where the last reservation is recent, because what is unused is lost.
func (r *reservation) size(now time.Time) int {
	if now.Before(r.until) {
		return reserveBusy
	}
	return 1
}

// take uses a token, or returns when to come back. ok is false if there is neither.
func (r *reservation) take(now time.Time) (until time.Time, ok bool) {
	switch {
	case !now.Before(r.until):
		return until, false
	case r.tokens > 0:
		r.tokens--
		return until, true
	case r.promises > 0 && r.promise.After(now):
		until = r.promise
		r.promises, r.promise = r.promises-1, r.promise.Add(contentEvery)
		return until, true
	}
	return until, false
}
