package storetest

import (
	"slices"
	"testing"

	"github.com/devplus-app/devplus/shared/store"
)

// A collection with a lifetime must have the field that Firestore deletes by, and no document may be kept forever
// by mistake.
func (d documents[T]) testKept(t *testing.T, _ Store) {
	if d.Expires == (store.Kept{}) {
		t.Fatalf("the collection %s does not say how long its documents are kept: set Expires", d.Name)
	}
	expires := slices.ContainsFunc(d.Fields(), func(f store.Field) bool { return f.Name == store.ExpireAt })
	if forGood := d.Expires.AtMost(1) == 0; forGood == expires {
		t.Errorf("kept for good: %t, with a field %s: %t", forGood, store.ExpireAt, expires)
	}
}
