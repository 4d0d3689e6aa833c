package storetest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

func testSize(t *testing.T, s Store) {
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

// noise is a JSON string of n characters, of which gzip saves no more than a quarter.
func noise(n int) []byte {
	source := rand.NewChaCha8([32]byte{1})
	random := make([]byte, n)
	_, _ = source.Read(random) // never fails
	return []byte(`"` + base64.StdEncoding.EncodeToString(random)[:n] + `"`)
}

// noiseOf is noise that takes exactly size bytes as gzip.
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
