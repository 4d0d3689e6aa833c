package analysis

import "time"

// Strip drops what was found, where nothing is to be kept once it is shown. What stays tells that the work was done, so that the same event
// begins nothing. It is due once more where a flow was started, so that what Kestra keeps of it is deleted, too.
func (a *Analysis) Strip(now time.Time) {
	*a = Analysis{
		ID: a.ID, Kind: a.Kind, Repository: a.Repository, InstallationID: a.InstallationID, Subject: a.Subject, HeadSHA: a.HeadSHA, BaseSHA: a.BaseSHA,
		Attempt: a.Attempt, FirstAttempt: a.FirstAttempt, State: a.State, Notified: a.Notified, Lease: a.Lease, Deliveries: a.Deliveries,
		Times: a.Times, Published: a.Published, Settings: a.Settings, Revision: a.Revision, ExpireAt: now.Add(StubKept),
	}
	if !a.Times[Dispatched].IsZero() {
		a.DueAt = now.Add(ReconcileEvery)
	}
}

// SentIsKept reports whether Kestra may still have what was sent for an analysis that Strip has stripped. It is due until that is deleted.
func (a *Analysis) SentIsKept() bool {
	return a.State.Ended() && a.Notified && a.NextTry.IsZero() && !a.DueAt.IsZero()
}
