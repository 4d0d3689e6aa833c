package event

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Parked is an event that waits until GitHub is reachable again, or for its turn: the store keeps it, reconcile publishes it again when it
// is due, and dispatch ends it.
type Parked struct {
	ID        string            `firestore:"-" json:"-"` // see Event.ParkedID
	Revision  analysis.Revision `firestore:"-" json:"-"`
	Event     []byte            `firestore:"event,omitzero" json:"event,omitzero"` // JSON; nil once it has ended
	Delivery  string            `firestore:"delivery,omitzero" json:"delivery,omitzero"`
	Reason    string            `firestore:"reason,omitzero" json:"reason,omitzero"`
	UpdatedAt time.Time         `firestore:"updated_at,omitzero" json:"updated_at,omitzero"` // of the object that the event is about
	FirstAt   time.Time         `firestore:"first_at,omitzero" json:"first_at,omitzero"`
	DueAt     time.Time         `firestore:"due_at,omitzero" json:"due_at,omitzero"`
	Until     time.Time         `firestore:"until,omitzero" json:"until,omitzero"`       // the retry time that GitHub gave; zero: none
	Deadline  time.Time         `firestore:"deadline,omitzero" json:"deadline,omitzero"` // the end of people's wait; zero: none
	Tries     int               `firestore:"tries,omitzero" json:"tries,omitzero"`       // how often reconcile has published it
	Turn      bool              `firestore:"turn,omitzero" json:"turn,omitzero"`         // it waits for its turn, not for GitHub
	// TakenUntil is the end of the lease of the worker that handles it.
	TakenUntil time.Time `firestore:"taken_until,omitzero" json:"taken_until,omitzero"`
	ExpireAt   time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// ParkedKept is how long a waiting event is stored.
const ParkedKept = 30 * 24 * time.Hour

// Time limits of parked events.
const (
	minWait   = analysis.ReconcileEvery // reconcile does not look earlier
	maxWait   = 30 * time.Minute        // so that all work is done within an hour of GitHub's return
	longest   = time.Hour               // the longest believable limit
	lastTurn  = 24 * time.Hour          // the latest turn
	loudAfter = 72 * time.Hour          // GitHub's outages are much shorter
	loudEvery = 6 * time.Hour
	keepEnded = 24 * time.Hour
)

// ParkedID identifies a waiting event. Of the hints about one subject only the newest waits; each re-run, command, deployment and merge
// group waits separately.
func (e Event) ParkedID() string {
	s := e.Subject
	key := fmt.Sprint(e.Event, s.Kind, s.Number, s.Tag, s.ReleaseID)
	switch {
	case e.Intent == Sweep:
		key = "sweep"
	case e.IsMergeGroup():
		key = "merge group " + e.HeadSHA
	case s.Environment != "":
		key = fmt.Sprint("deployment ", s.RunID, s.Environment)
	case e.Event == Schedule && e.Action == hourly: // each hour covers other repositories
		key = "hourly " + e.Delivery
	case e.Intent == Settle:
		key = "thread " + e.Thread
	case e.Intent == Order && !e.Command.IsButton():
		key = fmt.Sprint("command ", e.Command.CommentID)
	case e.Intent == Order:
		key = "button " + e.Delivery
	case e.Intent == Again:
		key = "again " + e.Delivery
	}
	sum := sha256.Sum256([]byte(key))
	return fmt.Sprintf("%d-%d-%s", e.InstallationID, e.Repository.ID, hex.EncodeToString(sum[:])[:20])
}

// TakeUp locks a republished event, because messages come twice. It reports true if that delivery has ended, and returns ErrLeased while
// another worker has it. If another delivery has replaced it, both may proceed.
func (p *Parked) TakeUp(delivery string, now time.Time) (ended bool, _ error) {
	switch {
	case p.Delivery != delivery:
		return false, nil
	case !p.Waiting():
		return true, nil
	case p.TakenUntil.After(now):
		return false, analysis.ErrLeased
	}
	p.TakenUntil = now.Add(analysis.LeaseDuration)
	return false, nil
}

// PutBack undoes TakeUp, so that a redelivery can take the event.
func (p *Parked) PutBack(delivery string) {
	if p.Delivery == delivery {
		p.TakenUntil = time.Time{}
	}
}

// Park makes e wait until a time, at least some minutes and at most an hour from now; at most a day for a turn. It changes nothing if a newer
// event about the same object already waits. A newer event takes over an older one's turn.
func (p *Parked) Park(e Event, reason string, until, deadline, now time.Time) error {
	if p.Waiting() && e.UpdatedAt.Before(p.UpdatedAt) {
		return nil
	}
	if at := p.TurnAt(); e.Turn && !at.IsZero() && at.Before(until) {
		until = at
	}
	if !p.Waiting() {
		p.FirstAt = now
	}
	if p.Delivery != e.Delivery {
		p.Tries = 0
	}
	e.Parked = true
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encoding an event: %w", err)
	}
	p.Event, p.Delivery, p.UpdatedAt, p.Deadline = body, e.Delivery, e.UpdatedAt, deadline
	p.Turn, p.TakenUntil = e.Turn, time.Time{}
	p.Reason = strings.ToValidUTF8(text.Cut(reason, 500), "")
	p.ExpireAt = now.Add(ParkedKept)
	p.wait(until, now)
	return nil
}

// Republish returns the event to publish, and sets its next due time. loud reports that it has waited for days. An unreadable event waits
// for a newer version of DevPlus.
func (p *Parked) Republish(now time.Time) (e Event, loud bool, err error) {
	p.Tries++
	p.ExpireAt = now.Add(ParkedKept)
	p.wait(time.Time{}, now)
	if loud = now.Sub(p.FirstAt) >= loudAfter; loud {
		p.DueAt = now.Add(loudEvery)
	}
	if e, err = Decode(p.Event); err == nil {
		err = e.readable()
	}
	if err != nil {
		p.DueAt = now.Add(loudEvery)
	}
	return e, loud, err
}

// End records that the delivery was handled, or never will be. A delivery that replaced it continues to wait.
func (p *Parked) End(delivery string, now time.Time) {
	if p.Delivery == delivery && p.Waiting() {
		p.Event, p.DueAt, p.TakenUntil, p.ExpireAt = nil, time.Time{}, time.Time{}, now.Add(keepEnded)
	}
}

// TurnAt returns the turn that it waits for; zero if none.
func (p *Parked) TurnAt() time.Time {
	if p.Waiting() && p.Turn {
		return p.Until // zero while it is published
	}
	return time.Time{}
}

// Waiting reports whether an event waits.
func (p *Parked) Waiting() bool { return !p.DueAt.IsZero() }

// wait sets when the event is due: at until, otherwise after a time that doubles with the tries. It bounds GitHub's retry time, because a
// date in the past or a year away is wrong.
func (p *Parked) wait(until, now time.Time) {
	p.Until = until
	least, most := minWait, longest
	if p.Turn && !until.IsZero() { // the next check is early enough
		least, most = 0, lastTurn
	}
	wait := min(until.Sub(now), most)
	if until.IsZero() {
		wait = min(minWait<<min(p.Tries, 10), maxWait)
	}
	p.DueAt = analysis.DueBefore(now.Add(max(wait, least)), p.Deadline, now)
}
