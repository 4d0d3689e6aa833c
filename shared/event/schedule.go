package event

import (
	"cmp"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Schedule is the Event field of a scheduled event, which no webhook caused. Cloud Scheduler publishes it to the events' topic as
// {"schema":1,"event":"schedule","action":"weekly"}, which asks for an analysis of every repository of every installation, or with the
// action "daily", which asks for pull requests that were missed.
const Schedule = "schedule"

// schedule fills in the fields that Cloud Scheduler can't set. The delivery is derived from the day, to recognize a second publication.
func (m Message) schedule(e Event) (Event, error) {
	switch {
	case e.Schema <= 0 || e.Action != "weekly" && e.Action != "daily":
		return Event{}, fmt.Errorf("%w: a schedule's event has schema %d and the action \"weekly\" or \"daily\"", ErrUnparsable, Schema)
	case e.Schema != Schema:
		return Event{}, fmt.Errorf("event has schema %d, this deployment reads %d", e.Schema, Schema)
	}
	e.ReceivedAt = m.PublishTime.UTC()
	e.Delivery = e.Action + "-" + e.ReceivedAt.Format("20060102")
	if m.PublishTime.IsZero() {
		e.Delivery = text.Head(e.Action+"-"+cmp.Or(m.ID, "0"), maxDelivery/2)
	}
	e.Subject = analysis.Subject{Kind: repositoryKind}
	e.UpdatedAt, e.Intent = time.Time{}, Split
	return e, nil
}
