package releasenotes

import (
	"regexp"
	"slices"
	"sort"
)

// merge applies a person's edits of the earlier notes to the new notes: lines that the person changed, added, moved or deleted.
// written has the tokens of the earlier notes, current the lines with the person's edits, and mine the new notes. There are no
// conflicts: the person's line wins, and the changes that it covers appear nowhere else.
//
// remembered is the written of the next merge.
func merge(written []token, current, mine []line) (all []line, remembered []token) {
	m := merging{
		generated: mine, replacements: make([][]line, len(mine)), additions: make([][]line, len(mine)+1), deleted: make([]bool, len(mine)),
		writtenHashes: map[string]bool{}, covered: map[string]bool{},
	}
	for _, t := range written {
		m.writtenHashes[t.hash] = true
	}
	kept := unchanged(written, current)
	m.cover(written, current, kept)
	m.target, m.nextGenerated = &m.additions[0], -1
	next := 0       // the first unprocessed token of written
	var hunk []line // a person's lines since
	flush := func(until int) {
		m.place(written[next:until], hunk)
		hunk = nil
	}
	for i, l := range current {
		if kept[i] < 0 {
			hunk = append(hunk, l)
			continue
		}
		flush(kept[i])
		next = kept[i] + 1
		if found := m.find(written[kept[i]]); found >= 0 {
			m.target, m.nextGenerated = &m.additions[found+1], found+1
		}
	}
	flush(len(written))
	m.headings(written, kept)
	return m.result()
}

// merging is the state of a merge: the new notes with a person's edits.
type merging struct {
	generated     []line
	replacements  [][]line        // a person's lines that replace a generated one
	additions     [][]line        // a person's lines after a generated one; index 0 has those before all
	target        *[]line         // one of the above: the place for a person's next line,
	nextGenerated int             // and the first generated line after it
	deleted       []bool          // deleted, or replaced
	writtenHashes map[string]bool // hashes of what was written
	covered       map[string]bool // changes that a person's line stands for, or that a person deleted
}

// unchanged pairs unedited lines with their tokens, in order: index into written, or -1. A moved line counts as changed.
func unchanged(written []token, current []line) []int {
	places := map[string][]int{}
	for i, t := range written {
		places[t.hash] = append(places[t.hash], i)
	}
	pairs := make([]int, len(current))
	var ends []int // of the longest ascending runs so far, by length: index into current
	before := make([]int, len(current))
	for i, l := range current {
		pairs[i] = -1
		h := hash(l.text)
		if len(places[h]) == 0 {
			continue
		}
		pairs[i], places[h] = places[h][0], places[h][1:]
		n := sort.Search(len(ends), func(k int) bool { return pairs[ends[k]] > pairs[i] })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		ends = append(ends[:n], append([]int{i}, ends[min(n+1, len(ends)):]...)...)
	}
	chosen := make([]int, len(current))
	for i := range chosen {
		chosen[i] = -1
	}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			chosen[i] = pairs[i]
		}
	}
	return chosen
}

// cover records the changes that a person's lines cover, and those that a person deleted.
func (m *merging) cover(written []token, current []line, kept []int) {
	standing := map[string]bool{} // in unedited lines
	for _, k := range kept {
		if k >= 0 {
			for _, key := range written[k].keys {
				standing[key] = true
			}
		}
	}
	for _, t := range written {
		for _, key := range t.keys {
			m.covered[key] = !standing[key]
		}
	}
	for i, l := range current {
		if kept[i] < 0 {
			for _, key := range changeKeys(l.text) {
				m.covered[key] = !standing[key]
			}
		}
	}
}

var (
	linked    = regexp.MustCompile(`/(?:pull|issues)/([0-9]{1,10})\b|/commit/([0-9a-f]{7})`)
	mentioned = regexp.MustCompile(`(?:^|[^\w/&])#([0-9]{1,10})\b`)
)

// changeKeys are the changes that a line of a person stands for: those that it links, else those that it mentions.
func changeKeys(text string) []string {
	var keys []string
	for _, m := range linked.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			keys = append(keys, m[1])
		} else {
			keys = append(keys, "c"+m[2])
		}
	}
	if len(keys) == 0 {
		for _, m := range mentioned.FindAllStringSubmatch(text, -1) {
			keys = append(keys, m[1])
		}
	}
	return keys
}

// find returns the index of the new line for a token's changes; -1 if there is none.
func (m *merging) find(t token) int {
	return slices.IndexFunc(m.generated, func(l line) bool {
		if len(t.keys) == 0 {
			return len(l.cites) == 0 && hash(l.text) == t.hash
		}
		return slices.ContainsFunc(l.cites, func(c cite) bool { return slices.Contains(t.keys, c.key) })
	})
}

// place puts a person's lines in place of the lines that they replace, or after the previous line. tokens are those of the lines
// that DevPlus wrote there.
func (m *merging) place(tokens []token, lines []line) {
	same := make([]int, len(lines)) // the token that stands for a change of the line's
	for i, l := range lines {
		keys := changeKeys(l.text)
		same[i] = slices.IndexFunc(tokens, func(t token) bool { return overlap(t.keys, keys) })
	}
	next := 0 // the first token that a line without changes may replace
	for i, l := range lines {
		h := hash(l.text)
		own := slices.IndexFunc(m.generated, func(n line) bool { return hash(n.String()) == h })
		switch {
		case own >= 0 && len(m.replacements[own]) == 0 && !m.writtenHashes[h]:
			m.deleted[own], m.target, m.nextGenerated = true, &m.replacements[own], own
		case same[i] >= 0:
			next = same[i] + 1
			if found := m.find(tokens[same[i]]); found >= 0 {
				m.target, m.nextGenerated = &m.replacements[found], found
			}
		case len(changeKeys(l.text)) == 0:
			until := len(tokens)
			for _, k := range same[i:] {
				if k >= 0 {
					until = k
					break
				}
			}
			for ; next < until; next++ {
				if found := m.find(tokens[next]); len(tokens[next].keys) == 0 && found >= max(m.nextGenerated, 0) {
					m.deleted[found], m.target, m.nextGenerated = true, &m.replacements[found], found
					next++
					break
				}
			}
		}
		*m.target = append(*m.target, l)
	}
	for _, t := range tokens {
		if found := m.find(t); found >= 0 && len(t.keys) == 0 {
			m.deleted[found] = true
		}
	}
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}

// headings restores a heading that a person deleted with all its entries, if it has new entries. Otherwise it also deletes the
// lines below it that have no change.
func (m *merging) headings(written []token, kept []int) {
	standing := map[string]bool{}
	for _, k := range kept {
		if k >= 0 {
			standing[written[k].hash] = true
		}
	}
	for i := 0; i < len(m.generated); i++ {
		if !m.generated[i].heading() || !m.deleted[i] || len(m.replacements[i]) > 0 {
			continue
		}
		end := i + 1
		merged, news := false, false
		for ; end < len(m.generated) && m.generated[end].entry(); end++ {
			rest, left := m.generated[end].without(m.covered)
			merged = merged || standing[hash(m.generated[end].String())] || left && standing[hash(rest.String())] || len(m.replacements[end])+len(m.additions[end+1]) > 0
			news = news || left && len(m.generated[end].cites) > 0
		}
		switch {
		case merged:
		case news:
			m.deleted[i] = false
		default:
			for k := i + 1; k < end; k++ {
				m.deleted[k] = true
			}
		}
	}
}

// result returns the new notes with the person's edits.
func (m *merging) result() (all []line, remembered []token) {
	all = slices.Clone(m.additions[0])
	for i, l := range m.generated {
		all = append(all, m.replacements[i]...)
		rest, ok := l.without(m.covered)
		switch {
		case !ok || m.deleted[i]:
			remembered = append(remembered, token{l.keys(), hash(l.String())})
		default:
			all = append(all, rest)
			if left := slices.DeleteFunc(l.keys(), func(k string) bool { return !m.covered[k] }); len(left) > 0 {
				remembered = append(remembered, token{keys: left})
			}
			remembered = append(remembered, token{rest.keys(), hash(rest.String())})
		}
		all = append(all, m.additions[i+1]...)
	}
	return all, remembered
}
