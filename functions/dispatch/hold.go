package dispatch

import "time"

// heldUntil returns the time until which the review of a push waits for another push, because the previous push was recent; zero if it
// begins at once. So a burst of pushes costs two reviews: of its first and its last commit.
func (s State) heldUntil() time.Time {
	now, last := s.Event.ReceivedAt, s.Latest.PushedAt
	if !s.Event.Pushes() || last.IsZero() || now.Sub(last).Abs() < time.Microsecond { // stores round times, so this may be the push itself
		return time.Time{}
	}
	if now.Before(last) {
		now, last = last, now
	}
	until := now.Add(s.Debounce)
	if now.Sub(last) >= s.Debounce || !until.After(s.Now) {
		return time.Time{}
	}
	return until
}
