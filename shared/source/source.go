// Package source reads a repository at a commit: its tree, files and history, and its differences from other commits. It reads on
// demand, each thing once, within the request budget of the repository's handle. If GitHub does not return something that an
// analysis can do without, that is a Gap, not an error.
package source

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Snapshot is a repository at one commit. It is not safe for concurrent use. Its results are shared: do not change them.
type Snapshot struct {
	*reading
	sha  string
	tree *Tree
}

// reading is the state that snapshots of one repository share.
type reading struct {
	gh    *githubapp.Repository
	cache *Cache
	gaps  []Gap
}

// At returns gh's repository at sha. The budget is gh's (githubapp.Repository.Limited), so that it includes the requests before the
// SHA was known. Snapshots with the same cache share their results; nil is a new cache.
func At(gh *githubapp.Repository, sha string, cache *Cache) *Snapshot {
	if cache == nil {
		cache = new(Cache)
	}
	return &Snapshot{reading: &reading{gh: gh, cache: cache}, sha: sha}
}

// At returns the same repository at another commit, with the same budget, cache and gaps.
func (s *Snapshot) At(sha string) *Snapshot { return &Snapshot{reading: s.reading, sha: sha} }

// GitHub returns the handle, for what can change after the commit: reviews, checks, tags.
func (s *Snapshot) GitHub() *githubapp.Repository { return s.gh }

// cached returns the result with that key from the cache, or else fetches it. size estimates its bytes.
func cached[T any](s *Snapshot, key string, size func(T) int, fetch func() (T, error)) (T, error) {
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
