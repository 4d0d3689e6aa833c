package score

import "slices"

// Place is where a defect is, in lines of the new file, and which categories describe it.
type Place struct {
	Path        string
	First, Last int
	Categories  []string // the first is the usual one; empty: no category of findings describes it
	Optional    bool     // it need not be found
}

// Finding is a finding that a review shows. Last is at least First.
type Finding struct {
	Path        string
	First, Last int
	Category    string
}

// Near is the distance in lines at which a finding still names a defect: the context that a diff shows around a change.
const Near = 3

// distance returns how many lines lie between two ranges of a file, 0 if they overlap.
func distance(f Finding, p Place) int {
	return max(p.First-f.Last, f.First-p.Last, 0)
}

// Match has the defects of a change that a review found.
type Match struct {
	Found  []bool // by defect
	OnLine int    // of those found, how many by a finding that has one of their lines
	Named  Share  // of those found that have categories, how many by a finding of one of them
	Noise  int    // findings that name no defect, or one that another has named
}

// Compare matches findings, the best first, with defects: each finding names at most one, the nearest that no other has.
func Compare(defects []Place, shown []Finding) Match {
	m := Match{Found: make([]bool, len(defects))}
	for _, f := range shown {
		best, away := -1, Near+1
		for i, d := range defects {
			if at := distance(f, d); d.Path == f.Path && !m.Found[i] && at < away {
				best, away = i, at
			}
		}
		if best < 0 {
			m.Noise++
			continue
		}
		m.Found[best] = true
		if away == 0 {
			m.OnLine++
		}
		if c := defects[best].Categories; len(c) > 0 {
			m.Named.All++
			if slices.Contains(c, f.Category) {
				m.Named.Of++
			}
		}
	}
	return m
}
