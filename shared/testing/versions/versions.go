// Package versions has data of earlier versions of DevPlus: documents, messages, and flows in flight. Functions are deployed in any
// order, so every version reads all of it and continues the work. A folder of testdata is named by its commit; it was made by stopping
// scenarios of package local's tests, and by parsing the webhooks of package event's.
package versions

import (
	"embed"
	"encoding/json"
	"testing"
	"time"
)

//go:embed testdata
var files embed.FS

// Moment is a system at work, as it was stopped.
type Moment struct {
	Name      string
	Now       time.Time
	Messages  []Message
	Documents map[string]json.RawMessage // records of package embedded, by collection/ID
	Flows     []Flow
	CheckRuns []CheckRun `json:"check_runs"`
	Comments  []Comment  // on pull request 1
}

// Message is a message that was published and not yet delivered.
type Message struct {
	Topic string
	Data  json.RawMessage
}

// Flow is an execution of the workflow engine.
type Flow struct {
	ID, State string
	Labels    []map[string]string
	Inputs    map[string]string
}

// CheckRun is a check run on GitHub.
type CheckRun struct {
	ID                       int64
	Name, Status, Conclusion string
	HeadSHA                  string `json:"head_sha"`
	ExternalID               string `json:"external_id"`
}

// Comment is a comment on GitHub.
type Comment struct {
	ID   int64
	Body string
}

// Event is the JSON of an event.Event, named by what happened.
type Event struct {
	Name  string
	Event json.RawMessage
}

// Fields are the documents of a Moment as Firestore's REST API shows them.
type Fields struct {
	Moment    string
	Documents map[string]json.RawMessage
}

// Moments returns systems at work: each kind in each state, stopped between any two writes that matter.
func Moments(t testing.TB) []Moment { return read[Moment](t, "moments") }

// Events returns an event of each kind that the webhook function publishes.
func Events(t testing.TB) []Event { return read[Event](t, "events") }

// Stored returns documents of every collection that commit 94cf92a had but those of one instance at work, by collection/ID, as JSON. They
// were made by a rig of package local's tests: a finding that was dismissed, a paused pull request, a merged one, events and reviews that
// wait, and a release that grows.
func Stored(t testing.TB) (all map[string]json.RawMessage) {
	t.Helper()
	data, err := files.ReadFile("testdata/94cf92a/documents.json")
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil || len(all) == 0 {
		t.Fatalf("%d documents, error %v", len(all), err)
	}
	return all
}

// Firestore returns documents of some Moments.
func Firestore(t testing.TB) []Fields { return read[Fields](t, "firestore") }

func read[T any](t testing.TB, name string) (all []T) {
	t.Helper()
	data, err := files.ReadFile("testdata/fe9e21f/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %d read, error %v", name, len(all), err)
	}
	return all
}
