// Package packed converts values to gzipped JSON, the form of large fields in stored documents.
package packed

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// maxPlain bounds the unpacked JSON in bytes. A Firestore document has at most 1 MiB, packed.
const maxPlain = 64 << 20

// small is the size in bytes below which compressing costs more than it gains: it clears 650 KiB first, and analyses are packed often.
const small = 2 << 10

// Writers and readers are reused: a new writer allocates 800 KiB, a reader 40, and an analysis needs seven of each.
var (
	writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	storing = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(io.Discard, gzip.NoCompression); return w }} // for values below small
	readers = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

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
	pool := &writers
	if len(plain) < small {
		pool = &storing
	}
	w := pool.Get().(*gzip.Writer)
	defer pool.Put(w)
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
	r := readers.Get().(*gzip.Reader)
	defer readers.Put(r)
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
