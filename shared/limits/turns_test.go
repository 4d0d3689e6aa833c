package limits

import (
	"slices"
	"testing"
	"time"
)

// A burst that is measured at once spends the hour's limit. All instances together keep to one pace, and who comes first is first.
func TestTurns_AreEvenForAllInstancesTogether(t *testing.T) {
	t.Parallel()
	var s store
	meters := []*Meter{NewMeter(&s, 7), NewMeter(&s, 7), NewMeter(&s, 7), NewMeter(&s, 7)}
	const many = 2000
	var turns []time.Time
	now := noon
	for i := range many {
		at, err := meters[i%len(meters)].Turn(t.Context(), now)
		if err != nil {
			t.Fatal(err)
		}
		if at.IsZero() {
			at = now
		}
		turns = append(turns, at)
		now = now.Add(10 * time.Millisecond)
	}
	slices.SortFunc(turns, time.Time.Compare)
	within := func(d time.Duration) int {
		return len(slices.Collect(func(yield func(time.Time) bool) {
			for _, at := range turns {
				if at.Sub(now) < d && !yield(at) {
					return
				}
			}
		}))
	}
	if atOnce := within(0); atOnce < turnBurst-1 || atOnce > turnBurst+4 {
		t.Errorf("%d at once, want %d", atOnce, turnBurst)
	}
	if got := within(time.Hour); got < turnBurst+490 || got > turnBurst+510 { // 5,000 requests an hour, ten each
		t.Errorf("%d within the first hour", got)
	}
	if last := turns[many-1].Sub(noon); last > (many-turnBurst)*8*time.Second {
		t.Errorf("the last one's turn comes after %s", last)
	}
	if s.writes > many/turnsBusy+2*len(meters) {
		t.Errorf("%d writes", s.writes)
	}
}

// An installation with a larger limit measures more.
func TestTurns_FollowTheLimit(t *testing.T) {
	t.Parallel()
	s := store{limits: Limits{Core: Resource{Limit: 15000, Remaining: 15000, ResetAt: noon.Add(time.Hour)}}}
	m := NewMeter(&s, 7)
	var last time.Time
	for range turnBurst + 1500 {
		at, err := m.Turn(t.Context(), noon)
		if err != nil {
			t.Fatal(err)
		}
		last = at
	}
	if wait := last.Sub(noon); (wait - time.Hour).Abs() > time.Minute {
		t.Errorf("1500 changes take %s", wait)
	}
}

// Turns that an instance reserved and did not need must not later come before others, nor be all that is left.
func TestTurns_ThatNobodyNeedsEnd(t *testing.T) {
	t.Parallel()
	var s store
	m := NewMeter(&s, 7)
	for range 2 * turnBurst {
		if _, err := m.Turn(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
	}
	later := noon.Add(2 * time.Hour)
	for range turnBurst {
		if at, err := m.Turn(t.Context(), later); err != nil || !at.IsZero() {
			t.Fatalf("two hours later one waits until %s, %v", at, err)
		}
	}
}

// Stored times may come from a wrong clock, and a queue may be longer than the longest believable one.
func TestTurns_DoNotBelieveEverything(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		next time.Time
		most time.Duration
	}{
		"in a year":   {noon.AddDate(1, 0, 0), 0},
		"a year ago":  {noon.AddDate(-1, 0, 0), 0},
		"in 30 hours": {noon.Add(30 * time.Hour), lastTurn},
	} {
		s := store{limits: Limits{Turns: Turns{Next: c.next}}}
		at, err := NewMeter(&s, 7).Turn(t.Context(), noon)
		if err != nil || c.most == 0 && !at.IsZero() || c.most > 0 && at.Sub(noon) != c.most {
			t.Errorf("%s: %s, %v", name, at, err)
		}
	}
}

// A single process has no store to share.
func TestTurns_OneProcessCountsAlone(t *testing.T) {
	t.Parallel()
	m := NewMeter(nil, 7)
	atOnce := 0
	for range 100 {
		at, err := m.Turn(t.Context(), noon)
		if err != nil {
			t.Fatal(err)
		}
		if at.IsZero() {
			atOnce++
		}
	}
	if atOnce != turnBurst {
		t.Errorf("%d at once", atOnce)
	}
}

// Analyses under way need half of the hourly rate until the reset.
func TestMeter_LeavesEnoughForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		remaining int
		left      time.Duration // until the reset
		want      time.Duration // to wait
	}{
		"half at the beginning":           {2500, time.Hour, 0},
		"less than half at the beginning": {2400, time.Hour, 2*time.Minute + 24*time.Second},
		"a quarter after half an hour":    {1250, 30 * time.Minute, 0},
		"none":                            {0, 30 * time.Minute, 30 * time.Minute},
		"nearly none, at the end":         {10, 10 * time.Second, 0},
		"of a window that is over":        {0, -time.Minute, 0},
	} {
		for _, graphQL := range []bool{false, true} {
			var m Meter
			m.See(graphQL, left(c.remaining, noon.Add(c.left)), time.Time{}, noon)
			got := time.Duration(0)
			if until := m.Pressed(noon); !until.IsZero() {
				got = until.Sub(noon)
			}
			if got != c.want {
				t.Errorf("%s, GraphQL %t: waits %s, want %s", name, graphQL, got, c.want)
			}
		}
	}
	var m Meter
	m.See(false, nil, noon.Add(time.Minute), noon)
	if until := m.Pressed(noon); until.Sub(noon) != time.Minute {
		t.Errorf("while a secondary limit lasts: %s", until)
	}
	for _, graphQL := range []bool{false, true} {
		var m Meter
		m.See(graphQL, left(0, noon.Add(30*time.Minute)), noon.Add(45*time.Minute), noon)
		if until := m.Pressed(noon); until.Sub(noon) != 45*time.Minute {
			t.Errorf("GraphQL %t, refused for longer than until the reset: waits until %s", graphQL, until)
		}
	}
}
