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

// A full yardstick must be storable, or a busy repository could never add a change again.
func TestYardstick_fullWindowFits(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	y := &Yardstick{ID: "4711"}
	var entries []yardstick.Entry
	for i := range yardstick.MaxEntries + 10 {
		entries = append(entries, yardstick.Entry{
			Subject: fmt.Sprintf("%040x", random.Uint64()), At: time.Unix(int64(random.Uint32()), 0).UTC(), LogOdds: -random.Float64() * 10, LogOddsDiff: random.Float64(),
			Drivers: [risk.DriverCount]float64{random.Float64(), random.Float64(), random.Float64(), random.Float64()},
			Author:  yardstick.Digest("4711", fmt.Sprint(i)), Model: risk.Model,
		})
	}
	if err := y.Add(entries...); err != nil {
		t.Fatal(err)
	}
	if n := size(reflect.ValueOf(y)); n > Yardsticks.MaxBytes || y.Known != yardstick.MaxEntries {
		t.Errorf("%d entries take %d bytes, at most %d are allowed", y.Known, n, Yardsticks.MaxBytes)
	}
	scale, err := y.Scale(1)
	if err != nil || len(scale.Diff) != yardstick.MaxEntries {
		t.Errorf("the scale has %d changes, want %d (%v)", len(scale.Diff), yardstick.MaxEntries, err)
	}
}
