package document

import (
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/packed"
)

// Decode returns the analysis. Absent and empty are the same: empty lists come back as nil.
func (d *Analysis) Decode(id string, revision analysis.Revision) (*analysis.Analysis, error) {
	a := &analysis.Analysis{
		ID: id, Revision: revision,
		Kind: d.Kind, Repository: analysis.Repository(d.Repository), InstallationID: d.InstallationID, Subject: analysis.Subject(d.Subject),
		HeadSHA: d.HeadSHA, BaseSHA: d.BaseSHA, URL: d.URL, Previous: d.Previous,
		Attempt: d.Attempt, FirstAttempt: d.FirstAttempt, State: d.State,
		Degraded: d.Degraded, SkipReason: d.SkipReason, Failure: d.Failure, SupersededBy: d.SupersededBy,
		DueAt: instant(d.DueAt), Doubted: d.Doubted, NextTry: instant(d.NextTry), Retries: d.Retries, Unfunded: d.Unfunded, Effort: d.Effort, Thrift: d.Thrift, Deadline: instant(d.Deadline), Paused: d.Paused, Transient: d.Transient, WaitingSince: instant(d.WaitingSince), HeldUntil: instant(d.HeldUntil),
		Lease:    analysis.Lease{Owner: d.Lease.Owner, Until: instant(d.Lease.Until)},
		Notified: d.Notified || d.State.Ended() && d.DueAt.IsZero(), // earlier versions stored only that it is not due
		Tries:    d.Tries, Refusals: d.Refusals, Refused: d.Refused, ExpireAt: instant(d.ExpireAt),
		Window: d.Window, ExecutionID: d.ExecutionID, Published: analysis.PublishedItems(d.Published), Usage: analysis.Usage(d.Usage),
	}
	if len(d.Deliveries) > 0 {
		a.Deliveries = append(a.Deliveries, d.Deliveries...)
	}
	if len(d.Times) > 0 {
		a.Times = make(map[analysis.State]time.Time, len(d.Times))
		for state, at := range d.Times {
			a.Times[analysis.State(state)] = instant(at)
		}
	}
	for _, part := range []struct {
		name string
		from []byte
		to   any
	}{
		{"facts", d.Facts, &a.Facts},
		{"risk", d.Risk, &a.Risk},
		{"evidence", d.Evidence, &a.Evidence},
		{"digests", d.Digests, &a.Digests},
		{"coverage", d.Coverage, &a.Coverage},
		{"settings", d.Settings, &a.Settings},
		{"scale", d.Scale, &a.Scale},
		{"result", d.Result, &a.Result},
		{"event", d.Event, &a.Event},
		{"history", d.History, &a.History},
	} {
		if err := packed.Unpack(part.from, part.to); err != nil {
			return nil, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return a, nil
}
