package ledger

import "slices"

const (
	// maxKnown bounds the digests of added lines that are kept, of 2 bytes each. Two lines in 65,536 have the same: then a finding stays open.
	maxKnown = 4000
	// leastNew is how many new lines mend something where none of them is a place by itself.
	leastNew = 2
)

// add counts the line as added.
func (h *Hunk) add(line int) {
	if n := len(h.Added); n > 0 && h.Added[n-1] == line-1 {
		h.Added[n-1] = line
		return
	}
	h.Added = append(h.Added, line, line)
}

// added calls yield with each added line and its digest.
func (h *Hunk) added(yield func(line int, digest uint32)) {
	for run := range slices.Chunk(h.Added, 2) {
		for n := run[0]; len(run) == 2 && n <= run[1]; n++ {
			if i := n - h.Start; i >= 0 && i < len(h.Lines) {
				yield(n, h.Lines[i])
			}
		}
	}
}

// short returns the digest of a line that is kept from one head to the next.
func short(digest uint32) uint16 { return uint16(digest >> 1) }

// known returns the digests of the added lines, nil if they are more than maxKnown.
func (c Code) known() (all []uint16) {
	for i := range c.Files {
		for j := range c.Files[i].Hunks {
			c.Files[i].Hunks[j].added(func(_ int, digest uint32) {
				if digest != 0 {
					all = append(all, short(digest))
				}
			})
		}
	}
	slices.Sort(all)
	if all = slices.Compact(all); c.Truncated || len(all) > maxKnown {
		return nil
	}
	return all
}

// addedSince reports whether the answer's lines were added after the head that was reviewed last, in a hunk that was sent: a line that stood
// there when the finding was raised did not keep it from being raised.
func (a *advance) addedSince(answer Answer) bool {
	f := a.Code.file(answer.Path)
	if f == nil || len(a.Known) == 0 || slices.Contains(a.Unsent, f.Path) {
		return false
	}
	added, telling := 0, false
	for i := range f.Hunks {
		h := &f.Hunks[i]
		if a.wasRead(*h) {
			continue
		}
		h.added(func(line int, digest uint32) {
			if line < answer.First || line > answer.Last || digest == 0 {
				return
			}
			if _, old := slices.BinarySearch(a.Known, short(digest)); !old {
				added++
				telling = telling || digest&1 == 1
			}
		})
	}
	return telling || added >= leastNew
}
