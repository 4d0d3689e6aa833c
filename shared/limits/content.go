package limits

import "time"

// GitHub lets an installation create content, such as comments, reviews and releases, 80 times a minute and 500 times an hour ("Rate limits
// for the REST API"). Each instance keeps to its share, so that nothing has to be counted together.
const (
	writers   = 4 // instances of publish at most
	perMinute = 80 / writers
	perHour   = 500 / writers
)

// content is what was created lately.
type content struct{ minute, hour window }

type window struct {
	since time.Time
	count int
}

// take counts one creation, or returns when the next is allowed.
func (c *content) take(now time.Time) time.Time {
	for _, w := range []struct {
		*window
		length time.Duration
		most   int
	}{{&c.minute, time.Minute, perMinute}, {&c.hour, time.Hour, perHour}} {
		if now.Sub(w.since) >= w.length {
			*w.window = window{since: now}
		}
		if w.count >= w.most {
			return w.since.Add(w.length)
		}
	}
	c.minute.count++
	c.hour.count++
	return time.Time{}
}
