package event

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/text"
)

// Schedule is the Event field of a scheduled event, which no webhook caused. Cloud Scheduler publishes it to the events' topic as
// {"schema":1,"event":"schedule","action":"hourly"}, which asks for an analysis of the repositories whose hour of the week it is, or with
// the action "weekly" of all of them, or with the action "daily" for pull requests that were missed.
const Schedule = "schedule"

// hourly is the action that asks for a part of the repositories.
const hourly = "hourly"

// daily is the action that asks for what was missed.
const daily = "daily"

// Recovered returns the event that asks for the pull requests that were missed while GitHub was away, until now. Its delivery is its own: the
// daily one may have been taken up before.
func Recovered(now time.Time) Event {
	return Event{Schema: Schema, Event: Schedule, Action: daily, Delivery: "recovered-" + now.UTC().Format("200601021504"), Intent: Split}
}

// Daily reports whether the event looks for what no webhook reported: once a day, and after an outage.
func (e Event) Daily() bool { return e.Event == Schedule && e.Action == daily }

// formats has the actions, each with the format of the time that makes its delivery.
var formats = map[string]string{"weekly": "20060102", daily: "20060102", hourly: "2006010215"}

// Includes reports whether the event is about the repository: an hourly event is only about those whose hour of the week it is. A hash
// spreads repositories over the week.
func (e Event) Includes(repositoryID int64) bool {
	if e.Event != Schedule || e.Action != hourly {
		return true
	}
	const week = 7 * 24
	hash := fnv.New32a()
	_, _ = fmt.Fprint(hash, repositoryID)
	return int64(hash.Sum32()%week) == e.ReceivedAt.Unix()/3600%week
}

// schedule fills in the fields that Cloud Scheduler can't set. A delivery that is not given is derived from the day, or the hour, to recognize a second
// publication.
func (m Message) schedule(e Event) (Event, error) {
	format, known := formats[e.Action]
	switch {
	case e.Schema <= 0 || !known:
		return Event{}, fmt.Errorf("%w: a schedule's event has schema %d and the action \"hourly\", \"weekly\" or \"daily\"", ErrUnparsable, Schema)
	case e.Schema != Schema:
		return Event{}, fmt.Errorf("event has schema %d, this deployment reads %d", e.Schema, Schema)
	}
	e.ReceivedAt = m.PublishTime.UTC()
	switch {
	case e.Delivery != "": // of Recovered
		e.Delivery = text.Head(e.Delivery, maxDelivery/2)
	case m.PublishTime.IsZero():
		e.Delivery = text.Head(e.Action+"-"+cmp.Or(m.ID, "0"), maxDelivery/2)
	default:
		e.Delivery = e.Action + "-" + e.ReceivedAt.Format(format)
	}
	e.Subject = analysis.Subject{Kind: repositoryKind}
	e.UpdatedAt, e.Intent = time.Time{}, Split
	return e, nil
}
