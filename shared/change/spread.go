package change

import (
	"math"
	"slices"
	"strings"
)

// spread sums files, their folders, and how the changed lines are spread over them.
func spread(files []*shownFile) (s Source) {
	if len(files) == 1 {
		return Source{Files: 1, Additions: files[0].Additions, Deletions: files[0].Deletions, Directories: 1, Subsystems: 1}
	}
	folders := make([]string, len(files))
	for i, f := range files {
		s.Files++
		s.Additions += f.Additions
		s.Deletions += f.Deletions
		folders[i] = f.Path[:max(strings.LastIndexByte(f.Path, '/'), 0)]
	}
	s.Entropy = entropy(files, float64(s.Additions+s.Deletions))
	slices.Sort(folders)
	folders = slices.Compact(folders)
	s.Directories = len(folders)
	for i, folder := range folders {
		folders[i], _, _ = strings.Cut(folder, "/")
	}
	slices.Sort(folders) // "a" and "a/b" have others between them, such as "a-b"
	s.Subsystems = len(slices.Compact(folders))
	return s
}

// entropy returns −Σ p·log2 p of the changed lines over the files, in bits: 0 for one file, log2 n for n files with equal changes. It is rounded to 12
// digits, below which processors may differ.
func entropy(files []*shownFile, total float64) float64 {
	bits := 0.0
	for _, f := range files {
		if n := f.Additions + f.Deletions; n > 0 {
			p := float64(n) / total
			bits -= float64(p * math.Log2(p))
		}
	}
	return math.Round(max(bits, 0)*1e12) / 1e12
}
