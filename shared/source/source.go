// Package source reads a repository at a commit: its tree, its files, its history, and how it differs from other commits. Each
// thing is read when it is asked for, once, within the budget of requests that the repository's handle has. What a reader can
// do without is a Gap when GitHub does not give it, not an error.
package source

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Snapshot is a repository at one commit. It is for one goroutine. What it returns may be shared: do not change it.
type Snapshot struct {
	*reading
	sha  string
	tree *Tree
}

// reading is what snapshots of one repository share.
type reading struct {
	gh    *githubapp.Repository
	cache *Cache
	gaps  []Gap
}

// At returns gh's repository at sha. The budget is gh's (githubapp.Repository.Limited), so that it covers what was asked before
// the SHA was known. Snapshots with the same cache share what they have read; nil is a cache of its own.
func At(gh *githubapp.Repository, sha string, cache *Cache) *Snapshot {
	if cache == nil {
		cache = new(Cache)
	}
	return &Snapshot{reading: &reading{gh: gh, cache: cache}, sha: sha}
}

// At returns the same repository at another commit, with the same budget, cache and gaps.
func (s *Snapshot) At(sha string) *Snapshot { return &Snapshot{reading: s.reading, sha: sha} }

// GitHub returns the handle, for what a commit does not settle: reviews, checks, tags.
func (s *Snapshot) GitHub() *githubapp.Repository { return s.gh }

// read returns what key names of the commit, from the cache or else by fetch. size is about how many bytes it takes.
func read[T any](s *Snapshot, key string, size func(T) int, fetch func() (T, error)) (T, error) {
	key = fmt.Sprintf("%d %s %s", s.gh.ID(), s.sha, key)
	if v, ok := s.cache.get(key); ok {
		return v.(T), nil
	}
	v, err := fetch()
	if err == nil {
		s.cache.put(key, v, size(v)+len(key))
	}
	return v, err
}
