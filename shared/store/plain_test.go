package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type inner struct {
	Text string `firestore:"text"`
}

type whole struct {
	Text    string               `firestore:"text,omitzero"`
	At      time.Time            `firestore:"at,omitzero"`
	Bytes   []byte               `firestore:"bytes,omitzero"`
	List    []string             `firestore:"list,omitzero"`
	Map     map[string]time.Time `firestore:"map,omitzero"`
	Pointer *inner               `firestore:"pointer,omitzero"`
	Inner   inner                `firestore:"inner,omitzero"`
	Number  *float64             `firestore:"number,omitzero"`
	True    bool                 `firestore:"true,omitzero"`
	Hidden  int                  `firestore:"-"`
}

func TestPlain_NormalValuesAreCopies(t *testing.T) {
	t.Parallel()
	invalid, number := "日本"[:4], 1.5
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_901_234, time.FixedZone("", 3600))
	v := whole{
		Text: invalid, At: at, Bytes: []byte{0xff}, List: []string{invalid}, Map: map[string]time.Time{invalid: at},
		Pointer: &inner{invalid}, Inner: inner{invalid}, Number: &number, True: true, Hidden: 7,
	}
	valid, utc := "日\uFFFD", time.Date(2026, 1, 2, 2, 4, 5, 678_901_000, time.UTC)
	want := whole{
		Text: valid, At: utc, Bytes: []byte{0xff}, List: []string{valid}, Map: map[string]time.Time{valid: utc},
		Pointer: &inner{valid}, Inner: inner{valid}, Number: &number, True: true, Hidden: 7,
	}
	exactly := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location() == b.Location() })
	got := normal(reflect.ValueOf(v)).Interface().(whole)
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	v.Bytes[0], v.List[0], v.Pointer.Text, v.Map[valid] = 0, "", "", at
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Errorf("the copy changed with the original (-before +after):\n%s", diff)
	}
	if got.Number == &number {
		t.Error("the copy shares a number with the original")
	}
	empty := normal(reflect.ValueOf(whole{Bytes: []byte{}, List: []string{}, Map: map[string]time.Time{}})).Interface().(whole)
	if !reflect.ValueOf(empty).IsZero() {
		t.Errorf("empty is %+v, want nothing", empty)
	}
}

// The numbers are Firestore's: a text is its bytes and one more, a time or number 8, a name counts as a text.
func TestSize_CountsAsFirestoreDoes(t *testing.T) {
	t.Parallel()
	number := 0.0
	for name, c := range map[string]struct {
		v    whole
		want int
	}{
		"nothing":        {whole{Hidden: 7}, 0},
		"text":           {whole{Text: "héllo"}, 5 + 7},
		"time":           {whole{At: time.Now()}, 3 + 8},
		"bytes":          {whole{Bytes: make([]byte, 100)}, 6 + 100},
		"list":           {whole{List: []string{"a", ""}}, 5 + 2 + 1},
		"map":            {whole{Map: map[string]time.Time{"key": {}}}, 4 + 4 + 8},
		"pointer":        {whole{Pointer: &inner{"a"}}, 8 + 5 + 2},
		"nested":         {whole{Inner: inner{"a"}}, 6 + 5 + 2},
		"zero, not none": {whole{Number: &number}, 7 + 8},
		"bool":           {whole{True: true}, 5 + 1},
	} {
		if got := size(reflect.ValueOf(&c.v)); got != c.want {
			t.Errorf("%s: %d bytes, want %d", name, got, c.want)
		}
	}
}
