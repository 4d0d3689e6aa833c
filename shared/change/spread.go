package change

import (
	"math"
	"slices"
	"strings"
)

// spread gathers how a set of files lies in the tree and how the changed lines lie over them.
type spread struct {
	additions, deletions int
	lines                []int // of each file
	folders              []string
}

func newSpread(files int) spread {
	return spread{lines: make([]int, 0, files), folders: make([]string, 0, files)}
}

func (s *spread) add(f *shownFile) {
	s.additions += f.Additions
	s.deletions += f.Deletions
	s.lines = append(s.lines, f.Additions+f.Deletions)
	s.folders = append(s.folders, f.Path[:max(strings.LastIndexByte(f.Path, '/'), 0)])
}

// places counts the distinct folders and top-level folders.
func (s *spread) places() (folders, subsystems int) {
	slices.Sort(s.folders)
	distinct := slices.Compact(s.folders)
	folders = len(distinct)
	for i, folder := range distinct {
		distinct[i], _, _ = strings.Cut(folder, "/")
	}
	slices.Sort(distinct) // "a" and "a/b" have others between them, such as "a-b"
	return folders, len(slices.Compact(distinct))
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
