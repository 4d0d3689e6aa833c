package analysis

import "time"

// Strip drops what was found, where nothing is to be kept once it is shown. What stays tells that the work was done, so that the same event
// begins nothing.
func (a *Analysis) Strip(now time.Time) {
	*a = Analysis{
		ID: a.ID, Kind: a.Kind, Repository: a.Repository, InstallationID: a.InstallationID, Subject: a.Subject, HeadSHA: a.HeadSHA, BaseSHA: a.BaseSHA,
		Attempt: a.Attempt, FirstAttempt: a.FirstAttempt, State: a.State, Notified: a.Notified, Lease: a.Lease, Deliveries: a.Deliveries,
		Times: a.Times, Published: a.Published, Settings: a.Settings, Revision: a.Revision, ExpireAt: now.Add(StubKept),
	}
}
