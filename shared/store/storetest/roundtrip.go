package storetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/store"
)

// invalid are IDs that no document can have.
var invalid = []string{"", ".", "..", "a/b", "/", "__reserved__", "\xff", string(make([]byte, 2000))}

func (d documents[T]) testAbsent(t *testing.T, s Store) {
	for _, name := range append([]string{id(1)}, invalid...) {
		d.wantAbsent(t, s, name)
		if _, err := d.Update(t.Context(), s, d.bare(name), keep); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("updating %.20q: error %v, want ErrNotFound", name, err)
		}
	}
	if due, err := d.Due(t.Context(), s, noon, 10); err != nil || len(due) != 0 {
		t.Errorf("%d due, error %v, want none", len(due), err)
	}
}

func (d documents[T]) testInvalidID(t *testing.T, s Store) {
	for _, name := range invalid {
		if _, err := d.Change(t.Context(), s, name, func(*T) error {
			t.Errorf("%.20q was changed", name)
			return nil
		}); err == nil {
			t.Errorf("%.20q has no error", name)
		}
	}
}

// A version must ignore the fields that the next one adds.
func (d documents[T]) testNewerFields(t *testing.T, s Store) {
	type newer struct {
		Number int            `firestore:"of_tomorrow,omitzero" json:"of_tomorrow,omitzero"`
		Nested map[string]int `firestore:"and_more,omitzero" json:"and_more,omitzero"`
	}
	write := store.Write{Key: store.Key{Collection: d.Name, ID: id(1)}, Fields: &newer{1, map[string]int{"a": 1}}}
	if _, err := s.Commit(t.Context(), []store.Write{write}, nil); err != nil {
		t.Fatal(err)
	}
	got, err := d.Get(t.Context(), s, id(1))
	if err != nil {
		t.Fatal(err)
	}
	d.wantValue(t, d.empty(id(1)), got)
	got, err = d.Update(t.Context(), s, got, func(v *T) error { *v = *d.bare(id(1)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	d.wantStored(t, s, got)
}

func (d documents[T]) testEveryField(t *testing.T, s Store) {
	var f filler
	want := d.fill(&f, id(1))
	got := d.put(t, s, want)
	d.wantValue(t, want, got)
	for _, next := range []*T{d.fill(&f, id(1)), d.bare(id(1))} { // other values in every field; none may keep what it had
		var err error
		if got, err = d.Update(t.Context(), s, got, func(v *T) error { *v = *d.Codec.Clone(next); return nil }); err != nil {
			t.Fatal(err)
		}
		d.wantStored(t, s, got)
		d.wantValue(t, next, got)
	}
}

func (d documents[T]) testTimes(t *testing.T, s Store) {
	rough := d.fill(&filler{zone: time.FixedZone("Kathmandu", 20700), finer: 987 * time.Nanosecond}, id(1))
	exact := d.fill(&filler{}, id(1))
	d.wantValue(t, exact, d.put(t, s, rough))
}

func (d documents[T]) testEmpty(t *testing.T, s Store) {
	want := d.filled(t, s)
	empty, none := d.Codec.Clone(want), d.Codec.Clone(want)
	for i := range reflect.TypeFor[T]().NumField() {
		field, absent := reflect.ValueOf(empty).Elem().Field(i), reflect.ValueOf(none).Elem().Field(i)
		switch field.Kind() {
		case reflect.Slice:
			field.Set(reflect.MakeSlice(field.Type(), 0, 0))
			absent.SetZero()
		case reflect.Map:
			field.Set(reflect.MakeMap(field.Type()))
			absent.SetZero()
		}
	}
	d.wantValue(t, none, d.put(t, s, empty))
}
