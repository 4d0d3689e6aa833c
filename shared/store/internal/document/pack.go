package document

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// writers are reused: a new one allocates 800 KiB, and an analysis needs seven.
var writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// Pack returns v as gzipped JSON. Raw JSON is kept byte for byte.
func Pack(v any) ([]byte, error) {
	plain, raw := v.(json.RawMessage)
	if !raw {
		var err error
		if plain, err = json.Marshal(v); err != nil {
			return nil, err
		}
	}
	var packed bytes.Buffer
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(&packed)
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("compressing: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compressing: %w", err)
	}
	return packed.Bytes(), nil
}

// Unpack reverses Pack. No bytes leave to unchanged.
func Unpack(packed []byte, to any) error {
	if len(packed) == 0 {
		return nil
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("decompressing: %w", err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("decompressing: %w", err)
	}
	if raw, ok := to.(*json.RawMessage); ok {
		*raw = plain
		return nil
	}
	return json.Unmarshal(plain, to)
}
