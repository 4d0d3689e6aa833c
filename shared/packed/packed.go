// Package packed converts values to gzipped JSON, the form of large fields in stored documents.
package packed

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
)

// maxPlain bounds the unpacked JSON in bytes. A Firestore document has at most 1 MiB, packed.
const maxPlain = 64 << 20

// small is the size in bytes below which compressing costs more than it gains: it clears 650 KiB first, and analyses are packed often.
const small = 2 << 10

// Writers and readers are reused: a new writer allocates 800 KiB, a reader 40, and an analysis needs seven of each.
var (
	writers = keep(func() *gzip.Writer { return gzip.NewWriter(io.Discard) })
	storing = keep(func() *gzip.Writer { w, _ := gzip.NewWriterLevel(io.Discard, gzip.NoCompression); return w }) // for values below small
	readers = keep(func() *gzip.Reader { return new(gzip.Reader) })
)

// kept has some that are free. A sync.Pool would drop a quarter of them under the race detector, where a new writer takes 2 ms.
type kept[T any] struct {
	free  chan T
	fresh func() T
}

func keep[T any](fresh func() T) kept[T] { return kept[T]{make(chan T, 4), fresh} }

func (k kept[T]) get() T {
	select {
	case v := <-k.free:
		return v
	default:
		return k.fresh()
	}
}

func (k kept[T]) put(v T) {
	select {
	case k.free <- v:
	default:
	}
}

// Pack returns v as gzipped JSON. Raw JSON is kept byte for byte.
func Pack(v any) ([]byte, error) {
	plain, raw := v.(json.RawMessage)
	if !raw {
		var err error
		if plain, err = json.Marshal(v); err != nil {
			return nil, fmt.Errorf("packing: %w", err)
		}
	}
	var packed bytes.Buffer
	from := writers
	if len(plain) < small {
		from = storing
	}
	w := from.get()
	defer from.put(w)
	w.Reset(&packed)
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	return packed.Bytes(), nil
}

// Unpack reverses Pack. Without bytes it leaves to unchanged.
func Unpack(packed []byte, to any) error { return UnpackAtMost(maxPlain, packed, to) }

// UnpackAtMost is Unpack, but fails if the JSON has more than most bytes.
func UnpackAtMost(most int64, packed []byte, to any) error {
	if len(packed) == 0 {
		return nil
	}
	r := readers.get()
	defer readers.put(r)
	if err := r.Reset(bytes.NewReader(packed)); err != nil {
		return fmt.Errorf("unpacking: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return fmt.Errorf("unpacking: %w", err)
	case int64(len(plain)) > most:
		return fmt.Errorf("unpacking: more than %d bytes", most)
	}
	if raw, ok := to.(*json.RawMessage); ok {
		*raw = plain
		return nil
	}
	if err := json.Unmarshal(plain, to); err != nil {
		return fmt.Errorf("unpacking: %w", err)
	}
	return nil
}
