package standin

import (
	"cmp"
	"slices"
)

// index finds objects by commit: a simulation has thousands of pull requests, and looking at each for each request would take hours.
type index struct {
	runs  map[string][]*CheckRun  // by head, oldest first
	pulls map[string]map[int]bool // numbers, by each commit that was a head or a base of theirs
}

func newIndex() index { return index{map[string][]*CheckRun{}, map[string]map[int]bool{}} }

// addPull adds or replaces a pull request; the lock is held.
func (s *Server) addPull(p *pull) {
	s.pulls[p.Number] = p
	for _, sha := range []string{p.headSHA, p.baseSHA} {
		if s.index.pulls[sha] == nil {
			s.index.pulls[sha] = map[int]bool{}
		}
		s.index.pulls[sha][p.Number] = true
	}
}

// pullsWith returns the pull requests with that head, sorted by number; the lock is held.
func (s *Server) pullsWith(head string) (found []*pull) {
	for number := range s.index.pulls[head] {
		if p := s.pulls[number]; p.headSHA == head {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b *pull) int { return cmp.Compare(a.Number, b.Number) })
	return found
}

// run returns a check run; nil if there is none. The lock is held.
func (s *Server) run(id int64) *CheckRun {
	i, found := slices.BinarySearchFunc(s.runs, id, func(r *CheckRun, id int64) int { return cmp.Compare(r.ID, id) })
	if !found {
		return nil
	}
	return s.runs[i]
}
