package limits

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func left(remaining int, reset time.Time) http.Header {
	return http.Header{
		"X-Ratelimit-Limit": {"5000"}, "X-Ratelimit-Remaining": {strconv.Itoa(remaining)}, "X-Ratelimit-Reset": {strconv.FormatInt(reset.Unix(), 10)},
	}
}

// store counts what sharing costs.
type store struct {
	limits        Limits
	reads, writes int
	fault         error
}

func (s *store) Limits(context.Context, int64) (Limits, error) { s.reads++; return s.limits, s.fault }
func (s *store) ChangeLimits(_ context.Context, _ int64, change func(*Limits) error) error {
	if s.fault != nil {
		return s.fault
	}
	s.writes++
	return change(&s.limits)
}

// A limit that one instance has reached must stop all of them; and telling so must not cost a write a request.
func TestMeter_OtherInstancesKnowWhatBlocks(t *testing.T) {
	t.Parallel()
	var s store
	one, other := NewMeter(&s, 7), NewMeter(&s, 7)
	reset := noon.Add(40 * time.Minute)
	share := func(remaining int) int {
		one.See(false, left(remaining, reset), time.Time{}, noon)
		one.Share(t.Context(), noon)
		return s.writes
	}
	var writes []int
	for _, remaining := range []int{4999, 4000, 3751, 3750, 3000, 2500, 2499, 1250, 1, 0} {
		writes = append(writes, share(remaining))
	}
	if diff := cmp.Diff([]int{0, 0, 0, 1, 1, 2, 2, 3, 3, 4}, writes); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	one.See(false, left(0, reset), reset, noon)
	one.Share(t.Context(), noon)
	if err := other.Learn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if until := other.Admit(false, noon); !until.Equal(reset) {
		t.Errorf("another instance may send again at %s, want %s", until, reset)
	}
	if until := other.Admit(true, noon); !until.IsZero() {
		t.Errorf("GraphQL has a limit of its own, but waits until %s", until)
	}
	if until := other.Admit(false, noon.Add(-time.Minute)); !until.Equal(reset) {
		t.Errorf("an instance whose clock is a minute behind may send again at %s, want %s", until, reset)
	}
	if until := other.Admit(false, reset); !until.IsZero() {
		t.Errorf("after the reset it waits until %s", until)
	}
}

// GraphQL says with status 200 that a limit is used up: the next query must not be sent.
func TestMeter_SpentLimitStopsWhatComesNext(t *testing.T) {
	t.Parallel()
	reset := noon.Add(time.Hour)
	for _, graphQL := range []bool{false, true} {
		var m Meter
		m.See(graphQL, left(0, reset), time.Time{}, noon)
		if until := m.Admit(graphQL, noon); !until.Equal(reset) {
			t.Errorf("GraphQL %t: may send at %s, want %s", graphQL, until, reset)
		}
		if until := m.Admit(!graphQL, noon); !until.IsZero() {
			t.Errorf("GraphQL %t: the other limit waits until %s", graphQL, until)
		}
	}
}

func TestMeter_SecondaryLimitStopsEverything(t *testing.T) {
	t.Parallel()
	var m Meter
	until := noon.Add(time.Minute)
	m.See(false, left(4000, noon.Add(time.Hour)), until, noon)
	for _, graphQL := range []bool{false, true} {
		if got := m.Admit(graphQL, noon); !got.Equal(until) {
			t.Errorf("GraphQL %t: %s", graphQL, got)
		}
	}
}

// GitHub's headers may be wrong: a past reset, one in a year, or no limits.
func TestMeter_DoesNotBelieveEverything(t *testing.T) {
	t.Parallel()
	for name, see := range map[string]func(*Meter){
		"a limit of a year":  func(m *Meter) { m.See(false, nil, noon.AddDate(1, 0, 0), noon) },
		"one in the past":    func(m *Meter) { m.See(false, nil, noon.Add(-time.Minute), noon) },
		"a window in a year": func(m *Meter) { m.See(false, left(1, noon.AddDate(1, 0, 0)), time.Time{}, noon) },
		"nothing":            func(m *Meter) { m.See(false, http.Header{"X-Ratelimit-Limit": {"many"}}, time.Time{}, noon) },
	} {
		var m Meter
		see(&m)
		if until := m.Admit(false, noon); !until.IsZero() || !m.Scarce(noon).IsZero() {
			t.Errorf("%s: waits until %s", name, until)
		}
		m.See(false, left(1000, noon.Add(30*time.Minute)), time.Time{}, noon)
		if m.Scarce(noon).IsZero() {
			t.Errorf("%s: what GitHub says later does not count", name)
		}
	}
}

// The second half of a limit is for people.
func TestMeter_BackgroundStopsBelowHalf(t *testing.T) {
	t.Parallel()
	reset := noon.Add(time.Hour)
	for _, graphQL := range []bool{false, true} {
		var m Meter
		for _, c := range []struct {
			remaining int
			want      time.Time
		}{{2500, time.Time{}}, {2499, reset}} {
			m.See(graphQL, left(c.remaining, reset), time.Time{}, noon)
			if got := m.Scarce(noon); !got.Equal(c.want) {
				t.Errorf("GraphQL %t, %d left: %s, want %s", graphQL, c.remaining, got, c.want)
			}
		}
		if until := m.Admit(graphQL, noon); !until.IsZero() {
			t.Errorf("people wait until %s", until)
		}
		if got := m.Scarce(reset); !got.IsZero() {
			t.Errorf("after the reset background waits until %s", got)
		}
	}
}
