package analysis

import (
	"time"

	"github.com/devplus-app/devplus/shared/settings"
)

// Rest strips an analysis that is over, if nothing of it is to be kept. It is the last thing that happens in each write of one. Of what was
// overtaken nothing is needed where the settings keep nothing; of what GitHub shows, only the kind and the subject tell.
func (a *Analysis) Rest() (stripped bool) {
	over := a.State.Ended() && a.Notified && a.DueAt.IsZero() && len(a.History) > 0
	if useless := a.Transient || a.State == Superseded && settings.Of(a.Settings).Repository.KeepsNothing(); !over || !useless {
		return false
	}
	a.Strip(a.Times[a.State])
	return true
}

// Strip drops what was found. What stays tells that the work was done, so that the same event begins nothing. It is due once more, so that
// what Kestra keeps of it is deleted, too.
func (a *Analysis) Strip(now time.Time) {
	*a = Analysis{
		ID: a.ID, Kind: a.Kind, Repository: a.Repository, InstallationID: a.InstallationID, Subject: a.Subject, HeadSHA: a.HeadSHA, BaseSHA: a.BaseSHA,
		Previous: a.Previous, Attempt: a.Attempt, FirstAttempt: a.FirstAttempt, State: a.State, Notified: a.Notified, Lease: a.Lease, Deliveries: a.Deliveries,
		Times: a.Times, Published: a.Published, Settings: a.Settings, Revision: a.Revision, DueAt: now.Add(ReconcileEvery), ExpireAt: now.Add(StubKept),
	}
}

// SentIsKept reports whether Kestra may still have what was sent for an analysis that Strip has stripped. It is due until that is deleted.
func (a *Analysis) SentIsKept() bool {
	return a.State.Ended() && a.Notified && a.NextTry.IsZero() && !a.DueAt.IsZero()
}
