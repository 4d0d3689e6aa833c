package event

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Cloud Scheduler's payload is fixed in its job, so the rest of the event comes from the message.
func TestSchedule_IsOneDeliveryADay(t *testing.T) {
	t.Parallel()
	data := []byte(`{"schema":1,"event":"schedule","action":"weekly"}`)
	sunday := time.Date(2026, 5, 3, 23, 59, 0, 0, time.FixedZone("CEST", 7200))
	got, err := Message{ID: "77", Data: data, PublishTime: sunday}.Event()
	want := Event{
		Schema: 1, Delivery: "weekly-20260503", Event: "schedule", Action: "weekly", Intent: Split, ReceivedAt: sunday.UTC(),
		Subject: analysis.Subject{Kind: repositoryKind},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("%v\n%s", err, diff)
	}
	twice, err := Message{ID: "78", Data: data, PublishTime: sunday.Add(-time.Hour)}.Event()
	if err != nil || twice.Delivery != got.Delivery {
		t.Errorf("published twice: delivery %s, %v", twice.Delivery, err)
	}
	undated, err := Message{ID: "77", Data: data}.Event()
	if err != nil || undated.Delivery != "weekly-77" {
		t.Errorf("without a time: delivery %s, %v", undated.Delivery, err)
	}

	// The event that dispatch derives for one installation is like any other.
	got.InstallationID = 7
	one, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Message{ID: "79", Data: one, PublishTime: sunday.Add(48 * time.Hour)}.Event()
	if diff := cmp.Diff(got, again); err != nil || diff != "" {
		t.Errorf("of one installation: %v\n%s", err, diff)
	}
}

// Hundreds of repositories at once would take the limit from the pull requests of a morning; and none may be left out, or come twice.
func TestSchedule_HourlySpreadsRepositoriesOverTheWeek(t *testing.T) {
	t.Parallel()
	const repositories, week = 5000, 7 * 24
	monday := time.Date(2026, 5, 4, 0, 7, 0, 0, time.UTC)
	seen := map[int64]int{}
	parked := map[string]bool{}
	for hour := range week {
		e, err := Message{ID: "1", Data: []byte(`{"schema":1,"event":"schedule","action":"hourly"}`), PublishTime: monday.Add(time.Duration(hour) * time.Hour)}.Event()
		if err != nil || !e.Background() {
			t.Fatalf("%+v, %v", e, err)
		}
		parked[e.ParkedID()] = true
		n := 0
		for id := range int64(repositories) {
			if e.Includes(id) {
				seen[id]++
				n++
			}
		}
		if n > 3*repositories/week {
			t.Errorf("%d repositories in hour %d", n, hour)
		}
	}
	for id := range int64(repositories) {
		if seen[id] != 1 {
			t.Fatalf("repository %d comes %d times a week", id, seen[id])
		}
	}
	if len(parked) != week {
		t.Errorf("%d of %d hours can wait for GitHub at a time", len(parked), week)
	}
}
