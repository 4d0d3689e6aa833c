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
	for _, room := range []room{{whole, whole, true}, {whole, 0, true}, {whole, 0, false}, {300, 0, false}, {0, 0, false}} {
		encoded, err := packed.Pack(l.clipped(room))
		if err != nil {
			return nil, fmt.Errorf("encoding the ledger: %w", err)
		}
		if len(encoded) <= MaxBytes {
			return encoded, nil
		}
	}
	return nil, errors.New("encoding the ledger: it is too large")
}

// room is what a stored ledger has room for: so many bytes of the explanation of an open finding and of one that ended, and what stands
// around the short lines of those that are not dismissed or are in the bare list.
type room struct {
	open, ended int
	around      bool
}

// clipped returns what there is room for. Suggestions stay only where explanations are whole. Without room for explanations it has no
// digests of known lines either: until the next head, only lines of its own mend a finding.
func (l *Ledger) clipped(room room) *Ledger {
	clipped := *l
	if room.open == 0 {
		clipped.Known = nil
	}
	clipped.Findings, clipped.Dismissed = slices.Clone(l.Findings), slices.Clone(l.Dismissed)
	if !room.around {
		for i := range clipped.Dismissed {
			clipped.Dismissed[i].Around = nil
		}
	}
	for i := range clipped.Findings {
		f := &clipped.Findings[i]
		if !room.around && f.State != Dismissed {
			f.Anchor.Around = nil
		}
		most := room.ended
		if f.State == Open {
			most = room.open
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
