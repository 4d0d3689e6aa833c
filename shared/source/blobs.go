package source

import (
	"context"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// blobsPerCall keeps a query within GitHub's time limit.
const blobsPerCall = 14

func (s *Snapshot) blobKey(sha string) string { return fmt.Sprint(s.gh.ID(), " blob ", sha) }

// Blobs reads files of the tree, in the order of the paths. A file that is not in the tree is empty.
func (s *Snapshot) Blobs(ctx context.Context, paths ...string) ([]githubapp.Blob, error) {
	t, err := s.Tree(ctx)
	if err != nil {
		return nil, err
	}
	blobs := make([]githubapp.Blob, len(paths))
	var missing []int
	for i, path := range paths {
		if sha := t.shas[path]; sha == "" {
			continue
		} else if b, ok := s.cache.get(s.blobKey(sha)); ok {
			blobs[i] = b.(githubapp.Blob)
		} else {
			missing = append(missing, i)
		}
	}
	for some := range slices.Chunk(missing, blobsPerCall) {
		shas := make([]string, len(some))
		for n, i := range some {
			shas[n] = t.shas[paths[i]]
		}
		found, err := s.gh.Blobs(ctx, shas)
		if err != nil {
			return nil, err
		}
		for n, i := range some {
			blobs[i] = found[n]
			s.cache.put(s.blobKey(shas[n]), found[n], len(found[n].Text))
		}
	}
	return blobs, nil
}
