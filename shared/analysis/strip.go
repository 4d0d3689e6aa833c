package analysis

import (
	"time"

	"github.com/devplus-app/devplus/shared/settings"
)

// Rest strips an ended analysis if it must not be kept. It runs last in each write of an analysis. If the settings keep nothing, an
// overtaken analysis is not needed any more, and a published one only for its kind and subject.
func (a *Analysis) Rest() (stripped bool) {
	over := a.State.Ended() && a.Notified && a.DueAt.IsZero() && len(a.History) > 0
	if useless := a.Transient || a.State == Superseded && settings.Of(a.Settings).Repository.KeepsNothing(); !over || !useless {
		return false
	}
	a.Strip(a.Times[a.State])
	return true
}

// Strip drops the results. The rest records that the work was done, so that the same event does not repeat it. The analysis becomes due
// once more, to delete its executions in Kestra.
func (a *Analysis) Strip(now time.Time) {
	*a = Analysis{
		ID: a.ID, Kind: a.Kind, Repository: a.Repository, InstallationID: a.InstallationID, Subject: a.Subject, HeadSHA: a.HeadSHA, BaseSHA: a.BaseSHA,
		Previous: a.Previous, Attempt: a.Attempt, FirstAttempt: a.FirstAttempt, State: a.State, Notified: a.Notified, Lease: a.Lease, Deliveries: a.Deliveries,
		Times: a.Times, Published: a.Published, Settings: a.Settings, Revision: a.Revision, DueAt: now.Add(ReconcileEvery), ExpireAt: now.Add(StubKept),
	}
}

// SentIsKept reports whether Kestra may still have executions of a stripped analysis, which is due until they are deleted.
func (a *Analysis) SentIsKept() bool {
	return a.State.Ended() && a.Notified && a.NextTry.IsZero() && !a.DueAt.IsZero()
}
