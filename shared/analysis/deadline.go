package analysis

import "time"

// AnswerAt returns when people who wait from a time on, for at most wait, get what is known by then. It is before their wait ends, because the
// next look may come after it: by LastLook, or a quarter of a short wait.
func AnswerAt(from time.Time, wait time.Duration) time.Time {
	return from.Add(wait - min(LastLook, wait/4))
}

// Soon reports whether a deadline is ahead that reconcile's next call would miss.
func Soon(deadline, now time.Time) bool {
	return deadline.After(now) && deadline.Before(now.Add(ReconcileEvery))
}

// DueBefore returns when to look at what is due and has a deadline: at its due time, or earlier, so that reconcile looks before the deadline.
func DueBefore(due, deadline, now time.Time) time.Time {
	if !deadline.After(now) {
		return due
	}
	if !Soon(deadline, now) {
		deadline = deadline.Add(-ReconcileEvery)
	}
	if deadline.Before(due) {
		return deadline
	}
	return due
}
