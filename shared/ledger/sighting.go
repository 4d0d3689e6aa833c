package ledger

// sighting is a place that has the anchor's lines.
type sighting struct {
	place
	score    int  // 1 and the unchanged lines around it; 0: there is none
	distance int  // from where the lines stood
	likely   bool // lines that are no place by themselves stand where they stood, in this file
	surely   bool // or in any file
	inSymbol bool
}

// find returns the best place of the file.
func (f *File) find(a Anchor, line int) (best sighting) {
	copies := 0 // in the function
	for _, h := range f.Hunks {
		missing := a.Around.missing(h.Lines)
		for i := range h.Lines {
			length := matches(h.Lines[i:], a.Lines)
			if length == 0 {
				continue
			}
			s := h.sight(a, i, i+length-1, missing)
			if s.inSymbol {
				copies++
			}
			s.path, s.distance = f.Path, abs(s.from-line)
			if s.score > best.score || s.score == best.score && s.distance < best.distance {
				best = s
			}
		}
	}
	best.likely = best.likely || best.inSymbol && copies == 1
	return best
}

// sight returns what ties the lines from first to last of the hunk, which are the anchor's, to its place. The same short neighbors, such as
// "if err != nil {", tie only the text between the same distinctive lines.
func (h *Hunk) sight(a Anchor, first, last int, missing sides) sighting {
	s := sighting{place: place{from: h.Start + first, to: h.Start + last}, score: 1, inSymbol: a.Symbol != "" && a.Symbol == h.Symbol}
	if s.inSymbol {
		s.score++
	}
	telling := a.telling()
	near, between, exact := a.Around.at(h.Lines, first, last, missing)
	for _, n := range []struct{ was, is uint32 }{{a.Before, nearest(h.Lines, first, -1)}, {a.After, nearest(h.Lines, last, 1)}} {
		if n.was != 0 && n.was == n.is {
			s.score += 2
			s.likely = s.likely || between || n.was&1 == 1
		}
	}
	if exact {
		s.score += near
	}
	s.surely = telling || exact
	s.likely = s.likely || s.surely || a.Around == nil && s.score > 1 // stored before there was Around, or the hunk has no telling line
	return s
}
