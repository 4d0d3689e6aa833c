package ledger

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/devplus-app/devplus/shared/text"
)

// maxDecoded bounds what a stored ledger unpacks to, in bytes.
const maxDecoded = 4 << 20

// MaxBytes bounds an encoded ledger.
const MaxBytes = 64 << 10

// Encode returns the ledger as gzipped JSON of at most MaxBytes. Explanations give way, first those of findings that ended.
func (l *Ledger) Encode() ([]byte, error) {
	const whole = maxDecoded
	for _, room := range []struct{ open, ended int }{{whole, whole}, {whole, 0}, {300, 0}, {0, 0}} {
		packed, err := l.clipped(room.open, room.ended).encode()
		if err != nil || len(packed) <= MaxBytes {
			return packed, err
		}
	}
	return nil, errors.New("encoding the ledger: it is too large")
}

// clipped returns the ledger with explanations of at most so many bytes, and suggestions only where explanations are whole.
func (l *Ledger) clipped(open, ended int) *Ledger {
	clipped := *l
	clipped.Findings = slices.Clone(l.Findings)
	for i := range clipped.Findings {
		f := &clipped.Findings[i]
		most := ended
		if f.State == Open {
			most = open
		}
		if len(f.Explanation)+len(f.Suggestion) > most {
			f.Explanation, f.Suggestion = text.Excerpt(f.Explanation, most), ""
		}
	}
	return &clipped
}

func (l *Ledger) encode() ([]byte, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if err := json.NewEncoder(w).Encode(l); err != nil {
		return nil, fmt.Errorf("encoding the ledger: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("encoding the ledger: %w", err)
	}
	return packed.Bytes(), nil
}

// Decode reverses Encode; no bytes are an empty ledger.
func Decode(packed []byte) (*Ledger, error) {
	l := &Ledger{}
	if len(packed) == 0 {
		return l, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("decoding the ledger: %w", err)
	}
	if err := json.NewDecoder(io.LimitReader(r, maxDecoded)).Decode(l); err != nil {
		return nil, fmt.Errorf("decoding the ledger: %w", err)
	}
	return l, nil
}
