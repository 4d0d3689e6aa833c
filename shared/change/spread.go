package change

import (
	"math"
	"path"
	"strings"
)

// spread gathers how a set of files lies in the tree and how the changed lines lie over them.
type spread struct {
	files, additions, deletions int
	folders, subsystems         map[string]struct{}
	lines                       []int
}

func newSpread(files int) *spread {
	return &spread{folders: map[string]struct{}{}, subsystems: map[string]struct{}{}, lines: make([]int, 0, files)}
}

func (s *spread) add(f File) {
	s.files++
	s.additions += f.Additions
	s.deletions += f.Deletions
	s.lines = append(s.lines, f.Additions+f.Deletions)
	folder := path.Dir(f.Path)
	top, _, _ := strings.Cut(folder, "/")
	s.folders[folder] = struct{}{}
	s.subsystems[top] = struct{}{}
}

// entropy is −Σ p·log2 p of the changed lines over the files, in bits: 0 for one file, log2 n for n files changed alike. It is rounded
// to 12 digits, below which processors may differ.
func (s *spread) entropy() float64 {
	total := float64(s.additions + s.deletions)
	bits := 0.0
	for _, n := range s.lines {
		if n > 0 && total > 0 {
			p := float64(n) / total
			bits -= float64(p * math.Log2(p))
		}
	}
	return math.Round(max(bits, 0)*1e12) / 1e12
}
