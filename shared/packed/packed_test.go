package packed_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/packed"
)

// Versions before wrote some documents with an encoder, whose JSON ends with a newline.
func TestUnpack_ReadsWhatAnEncoderWrote(t *testing.T) {
	t.Parallel()
	var stored bytes.Buffer
	w := gzip.NewWriter(&stored)
	if err := json.NewEncoder(w).Encode(map[string]string{"a": "<b>"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := packed.Unpack(stored.Bytes(), &got); err != nil || got["a"] != "<b>" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestPack_KeepsRawJSONByteForByte(t *testing.T) {
	t.Parallel()
	raw := json.RawMessage(`{"b": 1,  "a": "<"}`)
	stored, err := packed.Pack(raw)
	if err != nil {
		t.Fatal(err)
	}
	var got json.RawMessage
	if err := packed.Unpack(stored, &got); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("got %s, %v, want %s", got, err, raw)
	}
}

// A damaged or oversized document must be an error, not half a value.
func TestUnpack_RefusesWhatIsNoWholeDocument(t *testing.T) {
	t.Parallel()
	stored, err := packed.Pack("twelve bytes")
	if err != nil {
		t.Fatal(err)
	}
	const plain = int64(len(`"twelve bytes"`))
	for name, c := range map[string]struct {
		most    int64
		stored  []byte
		refused bool
	}{
		"nothing":   {plain, nil, false},
		"whole":     {plain, stored, false},
		"too large": {plain - 1, stored, true},
		"cut off":   {plain, stored[:len(stored)-1], true},
		"no gzip":   {plain, []byte(`"twelve bytes"`), true},
	} {
		var got string
		if err := packed.UnpackAtMost(c.most, c.stored, &got); (err != nil) != c.refused || c.refused && got != "" {
			t.Errorf("%s: got %q, %v, want refused %t", name, got, err, c.refused)
		}
	}
}

// Writers and readers are shared by all that the process packs: one damaged or large value must not spoil the next.
func TestPack_ValuesOfAllSizesComeBackInAnyOrder(t *testing.T) {
	t.Parallel()
	for size := range 40 {
		want := strings.Repeat("a line of a diff\n", size*size)
		stored, err := packed.Pack(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := packed.Unpack(stored[:len(stored)/2], new(string)); err == nil {
			t.Error("half a document is taken for a whole one")
		}
		var got string
		if err := packed.Unpack(stored, &got); err != nil || got != want {
			t.Errorf("%d bytes: %v", len(want), err)
		}
		if len(want) >= 2<<10 && len(stored) > len(want)/10 {
			t.Errorf("%d bytes are stored as %d", len(want), len(stored))
		}
	}
}
