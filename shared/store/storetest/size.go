package storetest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

func testPackedSize(t *testing.T, s Store) {
	event, evidence := noise(analysis.MaxDocumentBytes/2), noise(analysis.MaxDocumentBytes/2) // together about three quarters
	rest := analysis.MaxDocumentBytes - gzipped(t, event) - gzipped(t, evidence)
	most, tooMuch := noiseOf(t, rest), noiseOf(t, rest+1)

	put := func(a *analysis.Analysis, result []byte) (*analysis.Analysis, error) {
		return s.Update(t.Context(), a, func(a *analysis.Analysis) error {
			a.History = nil
			a.Event, a.Evidence, a.Result = event, evidence, result
			return nil
		})
	}
	before := queued(t, s, 1)
	if _, err := put(before, tooMuch); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("one byte more: error %v, want ErrTooLarge", err)
	}
	wantStored(t, s, before)
	after, err := put(before, most)
	if err != nil {
		t.Fatalf("the largest: %v", err)
	}
	if !bytes.Equal(after.Result, most) || !bytes.Equal(after.Event, event) || !bytes.Equal(after.Evidence, evidence) {
		t.Error("the largest came back changed")
	}
	wantStored(t, s, after)
}

// noise returns a JSON string of n characters, which gzip shrinks by at most a quarter.
func noise(n int) []byte {
	source := rand.NewChaCha8([32]byte{1})
	random := make([]byte, n)
	_, _ = source.Read(random) // never fails
	return []byte(`"` + base64.StdEncoding.EncodeToString(random)[:n] + `"`)
}

// noiseOf returns noise that takes exactly size bytes as gzip.
func noiseOf(t *testing.T, size int) []byte {
	t.Helper()
	n := size * 4 / 3
	for range 100 { // the first step goes nearly all the way; a character more adds a byte or none
		found := noise(n)
		missing := size - gzipped(t, found)
		if missing == 0 {
			return found
		}
		if step := missing * 4 / 3; step != 0 {
			n += step
		} else {
			n += missing
		}
	}
	t.Fatalf("no noise takes %d bytes", size)
	return nil
}

func gzipped(t *testing.T, plain []byte) int {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Len()
}

// testSize lets the first string of a document, if it has any, grow: the bound has to come, and before Firestore's own.
func (d documents[T]) testSize(t *testing.T, s Store) {
	const firestoreBytes, room = 1<<20 - 4, 8 << 10 // room: Firestore counts the document's name too
	text := firstString(reflect.ValueOf(d.bare(id(1))).Elem())
	if d.MaxBytes > firestoreBytes-room {
		t.Fatalf("the bound is %d bytes, want at most %d", d.MaxBytes, firestoreBytes-room)
	}
	if !text.IsValid() {
		return // no field of it grows with people's texts
	}
	sized := func(n int) *T {
		v := d.bare(id(1))
		firstString(reflect.ValueOf(v).Elem()).SetString(strings.Repeat("a", n))
		return v
	}
	set := func(n int) error {
		_, err := d.Change(t.Context(), s, id(1), func(v *T) error { *v = *sized(n); return nil })
		return err
	}
	if err := set(firestoreBytes); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("%d bytes: error %v, want ErrTooLarge", firestoreBytes, err)
	}
	d.wantAbsent(t, s, id(1))
	over := sort.Search(d.MaxBytes, func(n int) bool { return errors.Is(set(n), store.ErrTooLarge) })
	if over < d.MaxBytes/2 || over > d.MaxBytes {
		t.Errorf("a string of %d bytes is too large, of at most %d in all", over, d.MaxBytes)
	}
	d.put(t, s, sized(over-1))
}

// firstString returns the first string of a document, else the first in a part of it, and no Value if there is none.
func firstString(v reflect.Value) reflect.Value {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Type == reflect.TypeFor[string]() && f.Name != "ID" {
			return v.Field(i)
		}
	}
	for i := range v.NumField() {
		if t := v.Type().Field(i).Type; t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() {
			if found := firstString(v.Field(i)); found.IsValid() {
				return found
			}
		}
	}
	return reflect.Value{}
}

// Firestore counts a text as its bytes and one more, its name too.
func testNoteSize(t *testing.T, s Store) {
	most := 32<<10 - len("text") - 2
	set := func(n int) error {
		_, err := Notes.Change(t.Context(), s, "note", func(v *Note) error { v.Text = strings.Repeat("a", n); return nil })
		return err
	}
	if err := set(most + 1); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("one byte more: error %v, want ErrTooLarge", err)
	}
	if err := set(most); err != nil {
		t.Errorf("the largest: %v", err)
	}
}
