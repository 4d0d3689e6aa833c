package dispatch

import "time"

// heldUntil returns until when the review of a push waits for a further one, as the push before came shortly before it; zero if it begins at
// once. A burst of pushes so costs the review of its first commit, and that of its last.
func (s State) heldUntil() time.Time {
	now, last := s.Event.ReceivedAt, s.Latest.PushedAt
	if !s.Event.Pushes() || last.IsZero() || now.Sub(last).Abs() < time.Microsecond { // stores round times: it is this push itself
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
