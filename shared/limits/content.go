package limits

import "time"

// GitHub lets an installation create content, such as comments, reviews and releases, 80 times a minute and 500 times an hour ("Rate limits
// for the REST API"). One token every 8 seconds and bursts of at most 38 keep all instances together below both: at most 38 + (3600 + 30 +
// 60) / 8 = 499 in an hour, including tokens reserved and used late, and clocks that differ.
const (
	contentEvery = 8 * time.Second
	contentBurst = 38
	reservedFor  = 30 * time.Second // an instance may use what it reserved
	reserveBusy  = 4                // tokens that an instance reserves at a time while it creates much
	burstWithin  = 5 * time.Second  // much is that many creations apart
	longestQueue = 24 * time.Hour   // a longer stored queue is a fault
)

// Content is the token bucket that all instances reserve from.
type Content struct {
	FullAt   time.Time `firestore:"full_at,omitzero" json:"full_at,omitzero"`   // when the whole burst is free again
	Promised time.Time `firestore:"promised,omitzero" json:"promised,omitzero"` // the latest retry time that was promised
}

// reserve takes up to n tokens. If none is free, it promises n retry times instead, contentEvery apart, so that waiters do not all retry at
// once, and returns the first.
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

// reservation is the part of the Content that this instance has reserved.
type reservation struct {
	at         time.Time
	size       int // tokens or promises at first
	tokens     int
	promises   int
	firstRetry time.Time
	until      time.Time // then tokens are lost
}

// next returns the number of tokens to reserve: more only while those before were used up within seconds, because unused tokens are lost.
func (r *reservation) next(now time.Time) int {
	if r.tokens+r.promises > 0 || now.Sub(r.at) >= burstWithin {
		return 1
	}
	return min(2*r.size, reserveBusy)
}

// take uses a token, or returns when to retry. ok is false if there is neither a token nor a promise.
func (r *reservation) take(now time.Time) (until time.Time, ok bool) {
	switch {
	case !now.Before(r.until):
		return until, false
	case r.tokens > 0:
		r.tokens--
		return until, true
	case r.promises > 0 && r.firstRetry.After(now):
		until = r.firstRetry
		r.promises, r.firstRetry = r.promises-1, r.firstRetry.Add(contentEvery)
		return until, true
	}
	return until, false
}
