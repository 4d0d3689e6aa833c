package release

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
)

// Pack returns v as gzipped JSON, for the store.
func Pack(v any) ([]byte, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
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
		return fmt.Errorf("unpacking: %w", err)
	}
	if err := json.NewDecoder(r).Decode(to); err != nil {
		return fmt.Errorf("unpacking: %w", err)
	}
	return nil
}
