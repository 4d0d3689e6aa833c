package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// suite is the contract of one collection.
type suite struct {
	name    string
	rewrite func(id string, before []byte) ([]byte, error)
	tests   map[string]func(*testing.T, Store)
}

// documents is a collection under test.
type documents[T any] struct {
	*store.Collection[T]
	least func(*T) // sets the fields that the collection's Guard requires; may be nil
}

// contract returns the tests that every collection passes.
func contract[T any](c *store.Collection[T], least func(*T)) suite {
	d := documents[T]{c, least}
	return suite{c.Name, d.rewrite, map[string]func(*testing.T, Store){
		"Get_absent":              d.testAbsent,
		"Get_newerFieldsIgnored":  d.testNewerFields,
		"Get_everyField":          d.testEveryField,
		"Get_timesInMicroseconds": d.testTimes,
		"Get_emptyIsNil":          d.testEmpty,
		"Change_cancelled":        d.testCancelled,
		"Change_onlyIfChanged":    d.testChange,
		"Change_interference":     d.testInterference,
		"Change_invalidID":        d.testInvalidID,
		"Change_size":             d.testSize,
		"Update_chain":            d.testUpdate,
		"Update_refused":          d.testRefused,
		"Due_order":               d.testDue,
		"Forget_itsRepository":    d.testForget,
		"Kept_asItExpires":        d.testKept,
	}}
}

// empty returns a document as Transact gives an absent one.
func (d documents[T]) empty(name string) *T {
	v, err := d.Codec.Decode(name, "", func(any) error { return nil })
	if err != nil {
		panic(err)
	}
	return v
}

// bare returns a document with as little as can be stored.
func (d documents[T]) bare(name string) *T {
	v := d.empty(name)
	if d.least != nil {
		d.least(v)
	}
	return v
}

// put stores v as a new document, or over the one with its ID.
func (d documents[T]) put(t *testing.T, s Store, v *T) *T {
	t.Helper()
	name, _ := d.Codec.Key(v)
	got, err := d.Change(t.Context(), s, name, func(to *T) error {
		*to = *d.Codec.Clone(v)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.wantStored(t, s, got)
	return got
}

// filled stores a document with a value in every field.
func (d documents[T]) filled(t *testing.T, s Store) *T {
	t.Helper()
	return d.put(t, s, d.fill(&filler{}, id(1)))
}

// wantStored compares what is stored with want, revisions included.
func (d documents[T]) wantStored(t *testing.T, s Store, want *T) {
	t.Helper()
	name, revision := d.Codec.Key(want)
	if revision == "" {
		t.Errorf("%s is stored without a revision", name)
	}
	got, err := d.Get(t.Context(), s, name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Errorf("stored %s (-want +got):\n%s", d.Name, diff)
	}
}

// wantAbsent checks that nothing is stored.
func (d documents[T]) wantAbsent(t *testing.T, s Store, name string) {
	t.Helper()
	if _, err := d.Get(t.Context(), s, name); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("reading %.20q: error %v, want ErrNotFound", name, err)
	}
}

// wantValue compares everything but revisions.
func (d documents[T]) wantValue(t *testing.T, want, got *T) {
	t.Helper()
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreTypes(analysis.Revision(""))); diff != "" {
		t.Errorf("%s (-want +got):\n%s", d.Name, diff)
	}
}

func (d documents[T]) revision(v *T) analysis.Revision {
	_, revision := d.Codec.Key(v)
	return revision
}
