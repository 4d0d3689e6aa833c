package analysis

// Hold records that the measured analysis waits until HeldUntil for a further push. Its message is redelivered then; the due time covers a
// lost message.
func (a *Analysis) Hold() error {
	if a.State != Queued {
		return &TransitionError{a.State, Queued}
	}
	a.Tries, a.DueAt = 0, a.HeldUntil
	return nil
}

// Held reports whether the measured analysis waits for a further push.
func (a *Analysis) Held() bool { return a.State == Queued && !a.HeldUntil.IsZero() && a.Measured() }

// Measured reports whether the measurements of the round are stored.
func (a *Analysis) Measured() bool { return a.Facts != nil || a.Coverage != nil || a.Evidence != nil }
