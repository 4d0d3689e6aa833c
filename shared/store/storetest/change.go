package storetest

import (
	"context"
	"errors"
	"testing"
)

var errRefused = errors.New("refused by the test")

func (d documents[T]) testCancelled(t *testing.T, s Store) {
	before := d.filled(t, s)
	other := d.fill(&filler{count: 1000}, id(1))
	set := func(v *T) error { *v = *other; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"Get":    func() error { _, err := d.Get(ctx, s, id(1)); return err },
		"Due":    func() error { _, err := d.Due(ctx, s, noon, 1); return err },
		"Change": func() error { _, err := d.Change(ctx, s, id(1), set); return err },
		"Update": func() error { _, err := d.Update(ctx, s, before, set); return err },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want context.Canceled", name, err)
		}
	}
	d.wantStored(t, s, before)
}

func (d documents[T]) testChange(t *testing.T, s Store) {
	change := func(to *T, result error) (*T, error) {
		return d.Change(t.Context(), s, id(1), func(v *T) error {
			*v = *d.Codec.Clone(to)
			return result
		})
	}
	var f filler
	one, two := d.fill(&f, id(1)), d.fill(&f, id(1))
	if _, err := change(one, errRefused); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	d.wantAbsent(t, s, id(1))
	if _, err := d.Change(t.Context(), s, id(1), func(v *T) error {
		d.wantValue(t, d.empty(id(1)), v)
		return nil
	}); err != nil {
		t.Error(err)
	}
	d.wantAbsent(t, s, id(1))

	first := d.put(t, s, one)
	if same := d.put(t, s, one); d.revision(same) != d.revision(first) {
		t.Error("an unchanged document was written")
	}
	if _, err := change(two, errRefused); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	d.wantStored(t, s, first)
	second := d.put(t, s, two)
	d.wantValue(t, two, second)
	if d.revision(second) == d.revision(first) {
		t.Errorf("a changed document still has revision %s", d.revision(second))
	}
}

// The values that a change depends on must still be stored when it is written.
func (d documents[T]) testInterference(t *testing.T, s Store) {
	var f filler
	mine, others := d.fill(&f, id(1)), []*T{d.fill(&f, id(1)), d.fill(&f, id(1))}
	var seen []*T
	got, err := d.Change(t.Context(), s, id(1), func(v *T) error {
		seen = append(seen, d.Codec.Clone(v))
		if n := len(seen); n <= len(others) { // first it is created meanwhile, then changed
			d.put(t, s, others[n-1])
		}
		*v = *d.Codec.Clone(mine)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.wantStored(t, s, got)
	d.wantValue(t, mine, got)
	if len(seen) != 3 {
		t.Fatalf("applied %d times, want 3", len(seen))
	}
	for i, other := range others {
		d.wantValue(t, other, seen[i+1])
	}
}
