package store

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// A full yardstick must be storable, or a busy repository could never add a change or a release again.
func TestYardstick_FullWindowFits(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	y := &Yardstick{ID: "4711"}
	var entries []yardstick.Entry
	for i := range 2 * yardstick.MaxEntries {
		entries = append(entries, yardstick.Entry{
			Subject: YardstickSubject(random.IntN(90_000)), At: time.Unix(1_700_000_000+int64(i)*86_000+random.Int64N(80_000), 0).UTC(), LogOdds: -random.Float64() * 10, LogOddsDiff: random.Float64(),
			Drivers: [risk.DriverCount]float64{random.Float64(), random.Float64(), random.Float64(), random.Float64()},
			Author:  yardstick.Digest("4711", fmt.Sprint(i)), Model: risk.Model,
		})
	}
	if err := y.Add(entries...); err != nil {
		t.Fatal(err)
	}
	for i := range 250 {
		err := y.AddRelease(yardstick.Release{
			Name: fmt.Sprintf("components/%016x/v%d", random.Uint64(), i), SHA: fmt.Sprintf("%016x%016x%08x", random.Uint64(), random.Uint64(), random.Uint32()),
			Line: fmt.Sprintf("components/%016x", random.Uint64()), Step: yardstick.Patch, At: time.Unix(1_700_000_000+int64(i)*86_400, 0), Hazard: random.Float64(), Model: risk.Model,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := y.AddRelease(yardstick.Release{Name: "components/last", Step: yardstick.Patch, At: time.Unix(1_800_000_000, 0), Model: risk.Model}); err != nil {
		t.Fatal(err)
	}
	if n := size(reflect.ValueOf(y)); n > Yardsticks.MaxBytes || y.Known != yardstick.MaxEntries {
		t.Errorf("%d entries take %d bytes, at most %d are allowed", y.Known, n, Yardsticks.MaxBytes)
	}
	if r, err := y.Released(); err != nil || len(r.Entries) < 40 || r.Entries[len(r.Entries)-1].Name != "components/last" {
		t.Errorf("%d releases are left (%v), changes take %d bytes; want at least 40 releases, and the newest", len(r.Entries), err, len(y.Entries))
	}
	scale, err := y.Scale(1)
	if err != nil || len(scale.Diff) != yardstick.MaxEntries || len(scale.Standings.History) != yardstick.MaxEntries {
		t.Errorf("the scale has %d changes and %d standings, want %d (%v)", len(scale.Diff), len(scale.Standings.History), yardstick.MaxEntries, err)
	}
}
