package limits

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// GitHub's limits on content ("Rate limits for the REST API").
const (
	perMinute = 80
	perHour   = 500
)

// atMost reports whether no window of that length holds more than most times, which are in order.
func atMost(times []time.Time, most int, window time.Duration) bool {
	for i := most; i < len(times); i++ {
		if times[i].Sub(times[i-most]) < window {
			return false
		}
	}
	return true
}

// Comments are one limit for all instances: four that each keep to it would exceed it together.
func TestContent_AllInstancesKeepToGitHubsLimit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		instances int
		skew      time.Duration // of each other instance's clock
		every     time.Duration // each instance tries, again and again
	}{
		"one":                       {1, 0, time.Second},
		"four":                      {4, 0, time.Second},
		"eight that write seldom":   {8, 0, 29 * time.Second},
		"clocks that differ by 60s": {4, time.Minute, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s store
			var meters []*Meter
			for range c.instances {
				meters = append(meters, NewMeter(&s, 7))
			}
			var sent []time.Time
			begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
			for now := begin; now.Sub(begin) < 3*time.Hour; now = now.Add(c.every) {
				for i, m := range meters {
					for range 100 {
						until, err := m.Create(t.Context(), now.Add(time.Duration(i%2)*c.skew))
						if err != nil {
							t.Fatal(err)
						}
						if !until.IsZero() {
							if !until.After(now) {
								t.Fatalf("at %s told to come back at %s", now, until)
							}
							break
						}
						sent = append(sent, now)
					}
				}
			}
			if !atMost(sent, perMinute, time.Minute) || !atMost(sent, perHour, time.Hour) {
				t.Errorf("beyond the limit: %d in 3 hours", len(sent))
			}
			if len(sent) < 3*420 {
				t.Errorf("only %d in 3 hours", len(sent))
			}
		})
	}
}

// Thousands that are told the same time to come back would all be refused once more: each would cost requests and get nowhere.
func TestContent_ThoseWhoWaitComeBackOneByOne(t *testing.T) {
	t.Parallel()
	var s store
	one, other := NewMeter(&s, 7), NewMeter(&s, 7)
	const many = 2000
	back := map[time.Time]int{}
	admitted := 0
	for i := range many {
		until, err := []*Meter{one, other}[i%2].Create(t.Context(), noon)
		if err != nil {
			t.Fatal(err)
		}
		if until.IsZero() {
			admitted++
		}
		back[until]++
	}
	delete(back, time.Time{})
	if admitted == 0 || admitted > contentBurst || len(back) != many-admitted {
		t.Fatalf("%d at once, the others at %d times", admitted, len(back))
	}
	if s.writes > many/reserveBusy+contentBurst {
		t.Errorf("%d writes for %d requests", s.writes, many)
	}
	for until := range back {
		if wait := until.Sub(noon); wait > (many+1)*contentEvery {
			t.Errorf("one waits %s", wait)
		}
	}
}

// Under low load, no unused tokens may be reserved, and a comment must cost one write.
func TestContent_IsReservedForWhoWritesMuch(t *testing.T) {
	t.Parallel()
	var s store
	m := NewMeter(&s, 7)
	now := noon
	for range 20 {
		if until, err := m.Create(t.Context(), now); err != nil || !until.IsZero() {
			t.Fatalf("%s, %v", until, err)
		}
		now = now.Add(10 * time.Minute)
	}
	if s.writes != 20 || s.limits.Content.FullAt.Sub(now.Add(-10*time.Minute)) != contentEvery {
		t.Errorf("%d writes, full again at %s", s.writes, s.limits.Content.FullAt)
	}
}

// Stored times may come from a wrong clock, and must not stop comments for days.
func TestContent_DoesNotBelieveEverything(t *testing.T) {
	t.Parallel()
	for name, stored := range map[string]Content{
		"full in a year":     {FullAt: noon.AddDate(1, 0, 0)},
		"full a year ago":    {FullAt: noon.AddDate(-1, 0, 0)},
		"promised in a year": {FullAt: noon.Add(contentBurst * contentEvery), Promised: noon.AddDate(1, 0, 0)},
	} {
		s := store{limits: Limits{Content: stored}}
		until, err := NewMeter(&s, 7).Create(t.Context(), noon)
		if err != nil || until.Sub(noon) > time.Hour {
			t.Errorf("%s: waits until %s, %v", name, until, err)
		}
	}
}

// Without the store nobody knows what others write: better later than beyond the limit.
func TestContent_WaitsForTheStore(t *testing.T) {
	t.Parallel()
	s := store{fault: errors.New("unavailable")}
	m := NewMeter(&s, 7)
	if _, err := m.Create(t.Context(), noon); !errors.Is(err, s.fault) {
		t.Errorf("error %v, want the store's", err)
	}
	s.fault = nil
	if until, err := m.Create(t.Context(), noon); err != nil || !until.IsZero() {
		t.Errorf("once it is back: %s, %v", until, err)
	}
}

// A single process, such as on a laptop, has no store to share.
func TestContent_OneProcessCountsAlone(t *testing.T) {
	t.Parallel()
	m := NewMeter(nil, 7)
	admitted := 0
	for range 100 {
		until, err := m.Create(t.Context(), noon)
		if err != nil {
			t.Fatal(err)
		}
		if until.IsZero() {
			admitted++
		}
	}
	if admitted != contentBurst {
		t.Errorf("%d at once, want %d", admitted, contentBurst)
	}
	if until := m.Admit(false, noon); !until.IsZero() {
		t.Error(fmt.Sprint("a check run waits until ", until))
	}
}

// 400 comments an hour are below GitHub's limit. Tokens that instances reserve and do not use would make them wait for half an hour.
func TestContent_BelowTheLimitNobodyWaits(t *testing.T) {
	t.Parallel()
	const many, every = 500, 9 * time.Second
	for _, skew := range []time.Duration{0, analysis.ClockSkew} {
		var s store
		var meters []*Meter
		for range 4 {
			meters = append(meters, NewMeter(&s, 7))
		}
		random := rand.New(rand.NewPCG(1, 2))
		due := make([]time.Time, many)
		for i := range due {
			due[i] = noon.Add(time.Duration(i) * every)
		}
		waited := 0
		for now := noon; now.Sub(noon) < 2*many*every; now = now.Add(time.Second) {
			for i, at := range due {
				if at.IsZero() || at.After(now) {
					continue
				}
				instance := random.IntN(len(meters))
				until, err := meters[instance].Create(t.Context(), now.Add(time.Duration(instance%2)*skew))
				if err != nil {
					t.Fatal(err)
				}
				if due[i] = until; !until.IsZero() {
					waited++
				}
			}
		}
		t.Logf("clocks %s apart: %d waits", skew, waited)
		if left := len(slices.DeleteFunc(due, time.Time.IsZero)); left > 0 || waited > 0 {
			t.Errorf("clocks %s apart: %d times one waits, %d for longer than all take", skew, waited, left)
		}
	}
}
