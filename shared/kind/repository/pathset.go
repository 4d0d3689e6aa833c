package repository

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strings"
)

// PathSet is a set of paths as sorted 32-bit hashes. It checks the model's paths long after the tree was read, and 100,000 paths fit into a
// document. One in 2^32/len of other paths passes.
type PathSet []byte

// maxPaths bounds a PathSet to 400 KB.
const maxPaths = 100_000

func newPathSet(paths []string) PathSet {
	hashes := make([]uint32, 0, len(paths))
	for _, p := range paths[:min(len(paths), maxPaths)] {
		hashes = append(hashes, hashPath(p))
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	set := make(PathSet, 0, 4*len(hashes))
	for _, h := range hashes {
		set = binary.BigEndian.AppendUint32(set, h)
	}
	return set
}

func hashPath(path string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(path))
	return h.Sum32()
}

func (s PathSet) len() int        { return len(s) / 4 }
func (s PathSet) at(i int) uint32 { return binary.BigEndian.Uint32(s[4*i:]) }

// has reports whether path, a file or a folder, is in the set.
func (s PathSet) has(path string) bool {
	if len(s)%4 != 0 {
		return false
	}
	want := hashPath(path)
	low, high := 0, s.len()
	for low < high {
		if middle := (low + high) / 2; s.at(middle) < want {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low < s.len() && s.at(low) == want
}

// without returns the number of paths that are not in other.
func (s PathSet) without(other PathSet) int {
	n := 0
	for i, j := 0, 0; i < s.len(); i++ {
		for j < other.len() && other.at(j) < s.at(i) {
			j++
		}
		if j == other.len() || other.at(j) != s.at(i) {
			n++
		}
	}
	return n
}

// cleanPath normalizes a path as models write it: "./cmd/", "`cmd/main.go`", "cmd/main.go:12".
func cleanPath(claimed string) string {
	p := strings.Trim(strings.TrimSpace(claimed), "`'\"")
	p = strings.TrimPrefix(p, "./")
	if head, line, ok := strings.Cut(p, ":"); ok && line != "" && strings.Trim(line, "0123456789-L") == "" {
		p = head
	}
	return strings.Trim(p, "/")
}
