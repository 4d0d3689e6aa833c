package yardstick_test

import (
	"fmt"
	"testing"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// "More than in 20% of the changes here" must not count changes with just as much, and is said from the 15th change on.
func TestPlace_DriversCompareFrom15ChangesOnAndNotWithEquals(t *testing.T) {
	t.Parallel()
	a := assessed(-1)
	e, _ := yardstick.EntryOf(a, "", "", noon)
	for n, want := range map[int]int{14: 0, 15: 20, 300: 1} { // 3 have less, all others as much
		w := &yardstick.Window{}
		for i := range n {
			other := entry(i, fmt.Sprint(i%10))
			other.Drivers = e.Drivers
			if i < 3 {
				other.Drivers[0]--
			}
			w.Add(other)
		}
		if got := w.Scale(risk.Model, "").Place(a).Drivers[0].Here; got != want {
			t.Errorf("%d changes: more than in %d%%, want %d%%", n, got, want)
		}
	}
}
