package ledger

import (
	"errors"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/packed"
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
		encoded, err := packed.Pack(l.clipped(room.open, room.ended))
		if err != nil {
			return nil, fmt.Errorf("encoding the ledger: %w", err)
		}
		if len(encoded) <= MaxBytes {
			return encoded, nil
		}
	}
	return nil, errors.New("encoding the ledger: it is too large")
}

// clipped returns the ledger with explanations of at most so many bytes, and suggestions only where explanations are
// whole. Without room for explanations it has no digests of known lines either: until the next head, only lines of its own mend a finding.
func (l *Ledger) clipped(open, ended int) *Ledger {
	clipped := *l
	if open == 0 {
		clipped.Known = nil
	}
	clipped.Findings = slices.Clone(l.Findings)
	for i := range clipped.Findings {
		f := &clipped.Findings[i]
		most := ended
		if f.State == Open {
			most = open
		}
		if len(f.Explanation)+len(f.Suggestion)+len(f.Replacement) > most {
			f.Explanation, f.Suggestion, f.Replacement, f.Quote = text.Excerpt(f.Explanation, most), "", "", text.Excerpt(f.Quote, most)
		}
	}
	return &clipped
}

// Decode reverses Encode; no bytes are an empty ledger.
func Decode(stored []byte) (*Ledger, error) {
	l := &Ledger{}
	if err := packed.UnpackAtMost(maxDecoded, stored, l); err != nil {
		return nil, fmt.Errorf("decoding the ledger: %w", err)
	}
	return l, nil
}
