package slots_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/slots"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// line is a store of waiters whose analyses all wait.
type line struct {
	slots   slots.Slots
	lines   map[int]*slots.Line
	waiters []*slots.Waiter
	stopped map[string]bool
	gone    string // the analysis that is not stored
	woken   []string
}

func newLine(limit int) *line {
	return &line{slots: slots.Slots{Limit: limit}, lines: map[int]*slots.Line{}, stopped: map[string]bool{}}
}

func (l *line) wait(installation int, id string, class slots.Class, since time.Time) {
	if l.lines[installation] == nil {
		l.lines[installation] = &slots.Line{}
	}
	w := &slots.Waiter{ID: id}
	w.Wait(since, id, 1, class, &l.slots, l.lines[installation])
	l.waiters = append(l.waiters, w)
}

func (l *line) Waiting(_ context.Context, limit int) ([]*slots.Waiter, error) {
	var out []*slots.Waiter
	for _, w := range l.waiters {
		if w.Waiting() && w.DueAt.Before(slots.Everyone) {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b *slots.Waiter) int { return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.ID, b.ID)) })
	return out[:min(limit, len(out))], nil
}

func (l *line) Analysis(_ context.Context, id string) (*analysis.Analysis, error) {
	if id == l.gone {
		return nil, errors.New("it is not stored")
	}
	a := &analysis.Analysis{ID: id, Attempt: 1, State: analysis.Queued, WaitingSince: noon, Event: json.RawMessage(`{}`)}
	if l.stopped[id] {
		a.State = analysis.Superseded
	}
	return a, nil
}

func (l *line) HandOver(ctx context.Context, w *slots.Waiter, fn func(*slots.Slots, *slots.Waiter, *analysis.Analysis) error) error {
	a, err := l.Analysis(ctx, w.Analysis)
	if err != nil {
		return err
	}
	return fn(&l.slots, w, a)
}

func (l *line) PublishEvent(_ context.Context, e event.Event) error {
	l.woken = append(l.woken, e.AnalysisID)
	return nil
}

// serve frees one slot after the other and returns who got them.
func (l *line) serve(t *testing.T, n int) []string {
	t.Helper()
	l.woken = nil
	for range n {
		if _, err := slots.Wake(t.Context(), l, l, noon); err != nil {
			t.Fatal(err)
		}
		l.slots.Taken = nil
	}
	return l.woken
}

// One installation with thousands of pull requests must not keep the one of another waiting.
func TestWake_InstallationsTakeTurns(t *testing.T) {
	t.Parallel()
	l := newLine(1)
	for n := range 50 {
		l.wait(1, fmt.Sprintf("a%02d", n), slots.Usual, noon)
	}
	if diff := gocmp.Diff([]string{"a00", "a01", "a02"}, l.serve(t, 3)); diff != "" {
		t.Errorf("alone (-want +got):\n%s", diff)
	}
	l.wait(2, "b0", slots.Usual, noon)
	l.wait(2, "b1", slots.Usual, noon)
	l.wait(3, "c0", slots.Usual, noon)
	if diff := gocmp.Diff([]string{"a03", "b0", "c0", "a04", "b1", "a05", "a06"}, l.serve(t, 7)); diff != "" {
		t.Errorf("with others (-want +got):\n%s", diff)
	}
}

func TestWake_WhoWaitsForTheAnswerComesFirstAndBackgroundLast(t *testing.T) {
	t.Parallel()
	l := newLine(1)
	l.wait(1, "weekly", slots.Background, noon.Add(-time.Hour))
	l.wait(1, "pull request", slots.Usual, noon)
	l.wait(2, "second gate", slots.First, noon.Add(2*time.Minute))
	l.wait(2, "gate", slots.First, noon.Add(time.Minute))
	if diff := gocmp.Diff([]string{"gate", "second gate", "pull request", "weekly"}, l.serve(t, 4)); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// A stopped pull request must not hold a slot.
func TestWake_PassesOverWhatNoLongerWaits(t *testing.T) {
	t.Parallel()
	l := newLine(2)
	for n := range 30 {
		id := fmt.Sprintf("a%02d", n)
		l.wait(1, id, slots.Usual, noon)
		l.stopped[id] = n < 25
	}
	if diff := gocmp.Diff([]string{"a25", "a26"}, l.serve(t, 1)); diff != "" {
		t.Errorf("woken (-want +got):\n%s", diff)
	}
}

// A worker that offers a slot may crash before it publishes the event: without a reminder, the slot
// would stay empty until the offer expires.
func TestRemind_PublishesOffersThatNobodyTook(t *testing.T) {
	t.Parallel()
	l := newLine(5)
	for _, id := range []string{"forgotten", "takes", "lost", "stopped"} {
		l.wait(1, id, slots.Usual, noon)
	}
	if _, err := slots.Wake(t.Context(), l, l, noon); err != nil {
		t.Fatal(err)
	}
	l.slots.Take(noon, 5, "takes", 1)
	l.slots.Take(noon, 5, "never waited", 1)
	l.woken, l.stopped["stopped"], l.gone = nil, true, "forgotten"
	if err := slots.Remind(t.Context(), l, l, &l.slots); err == nil {
		t.Error("nobody hears of the one whose analysis is not stored")
	}
	if diff := gocmp.Diff([]string{"lost"}, l.woken); diff != "" {
		t.Errorf("reminded (-want +got):\n%s", diff)
	}
}

func TestWaiter_KeepsItsPlace(t *testing.T) {
	t.Parallel()
	held, last := &slots.Slots{Served: 7}, &slots.Line{Last: 3}
	w := &slots.Waiter{ID: "subject"}
	w.Wait(noon, "old head", 1, slots.Usual, held, last)
	place := w.Place
	held.Served, last.Last = 100, 200
	w.Wait(noon, "new head", 1, slots.Usual, held, last)
	if w.Place != place || w.Analysis != "new head" {
		t.Errorf("a newer head has place %d, want the older one's %d: %+v", w.Place, place, w)
	}
	w.End(noon, "new head")
	w.Wait(noon, "new head", 1, slots.Usual, held, last)
	if w.Place != place {
		t.Errorf("after an offer that came to nothing it has place %d, want %d", w.Place, place)
	}
	w.End(noon, "new head")
	w.Wait(noon, "new head", 2, slots.Usual, held, last)
	if w.Place != 201 {
		t.Errorf("another attempt has place %d, want one at the end", w.Place)
	}
}

func TestSlots_AreNeverMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	s := &slots.Slots{}
	for n, want := range []bool{true, true, false} {
		if got := s.Take(noon, 2, fmt.Sprint(n), 1); got != want {
			t.Errorf("%d: %t", n, got)
		}
	}
	if !s.Take(noon, 2, "0", 1) || s.Take(noon, 2, "0", 2) || s.HasRoom(noon, 2, "9", 1) {
		t.Errorf("the same attempt keeps its slot, another needs one: %+v", s)
	}
	if s.Free("9", 1) || s.Free("0", 2) {
		t.Error("freed what nobody holds")
	}
	if !s.Free("0", 1) {
		t.Error("nobody is told that a slot is free")
	}
	if first, again := s.Free("1", 1), s.Free("1", 1); !first || !again {
		t.Error("who frees the next one does not make up for a wake that was lost")
	}
	if !s.Take(noon, 2, "3", 1) || !s.Take(noon, 2, "4", 1) || s.Owed {
		t.Error("all are taken, and one is still owed")
	}
	if later := noon.Add(analysis.RunningDue); !s.Take(later, 2, "5", 1) || !s.Free("5", 1) {
		t.Error("nobody is told of slots whose time has ended")
	}
	s = &slots.Slots{}
	if s.Take(noon, 2, "0", 1); s.Free("0", 1) {
		t.Error("others are woken, though a slot was free all the time")
	}
	s.Take(noon, 1, "lost", 1)
	if later := noon.Add(analysis.RunningDue); s.Take(later.Add(-time.Second), 1, "next", 1) || !s.Take(later, 1, "next", 1) {
		t.Errorf("a slot ends with its time: %+v", s)
	}
}
