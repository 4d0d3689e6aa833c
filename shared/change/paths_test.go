package change

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"
)

// A file would get the class of another one, and with it a wrong score.
func TestPathCache_SharesNothingBetweenPathsOfOneSlot(t *testing.T) {
	t.Parallel()
	cache := new(pathCache)
	for range 2 {
		for i := range 2 * len(cache) {
			for _, path := range []string{
				fmt.Sprintf("src/p%d.go", i), fmt.Sprintf("src/p%d_test.go", i), fmt.Sprintf("p%d/AGENTS.md", i),
				strings.Repeat("a", maxCachedPath) + fmt.Sprintf("/p%d.py", i), "",
			} {
				if got, want := cache.kindsOf(path), kindsOfPath(path); got != want {
					t.Fatalf("%q: got %+v, want %+v", path, got, want)
				}
			}
		}
	}
}

// A function that measures one change after the other would keep their diffs in memory.
func TestPathCache_KeepsNoLongPathAndNoDiff(t *testing.T) {
	t.Parallel()
	cache := new(pathCache)
	diff := strings.Repeat("b", maxCachedPath+1)
	cache.kindsOf(diff)
	cache.kindsOf(diff[1:])
	kept := 0
	for _, slot := range cache {
		if slot.path == "" {
			continue
		}
		kept++
		if len(slot.path) > maxCachedPath || unsafe.StringData(slot.path) == unsafe.StringData(diff[1:]) {
			t.Errorf("kept %d bytes, of the diff itself: %v", len(slot.path), unsafe.StringData(slot.path) == unsafe.StringData(diff[1:]))
		}
	}
	if kept != 1 {
		t.Errorf("kept %d paths, want the short one", kept)
	}
}
