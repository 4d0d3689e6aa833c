package event_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/testing/versions"
)

// newer adds a field that this version does not know.
func newer(data json.RawMessage) []byte {
	return append([]byte(`{"of_tomorrow":{"a":[1]},`), data[1:]...)
}

func TestVersions_EventsAreReadAndKept(t *testing.T) {
	t.Parallel()
	for _, old := range versions.Events(t) {
		e, err := event.Message{Data: old.Event}.Event()
		if err != nil {
			t.Errorf("%s: %v", old.Name, err)
			continue
		}
		written, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		versions.Kept(t, old.Name, old.Event, written)

		same, err := event.Message{Data: newer(old.Event)}.Event()
		if diff := cmp.Diff(e, same); err != nil || diff != "" {
			t.Errorf("%s with a newer field: %v (-without +with):\n%s", old.Name, err, diff)
		}
	}
}

func TestVersions_ResultsAreRead(t *testing.T) {
	t.Parallel()
	results := 0
	for _, m := range versions.Moments(t) {
		for _, message := range m.Messages {
			if message.Topic != event.ResultsTopic {
				continue
			}
			results++
			for _, data := range [][]byte{message.Data, newer(message.Data)} {
				r, err := event.Message{Data: data}.Result()
				if err != nil || m.Documents["analyses/"+r.AnalysisID] == nil || r.Attempt < 1 {
					t.Errorf("%s: %+v, error %v", m.Name, r, err)
				}
			}
		}
	}
	if results == 0 {
		t.Error("no result was published")
	}
}
