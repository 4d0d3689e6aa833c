package dispatch

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/prompt"
)

// pack returns a flow's context as gzipped JSON.
func pack(c prompt.Context) ([]byte, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if err := json.NewEncoder(zip).Encode(c); err != nil {
		return nil, fmt.Errorf("packing a context: %w", err)
	}
	if err := zip.Close(); err != nil {
		return nil, fmt.Errorf("packing a context: %w", err)
	}
	return out.Bytes(), nil
}

func unpack(packed []byte) (c prompt.Context, _ error) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return c, fmt.Errorf("unpacking a context: %w", err)
	}
	if err := json.NewDecoder(zip).Decode(&c); err != nil {
		return c, fmt.Errorf("unpacking a context: %w", err)
	}
	return c, nil
}
