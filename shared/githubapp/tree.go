package githubapp

import (
	"context"
	"fmt"

	"github.com/google/go-github/v60/github"
)

// TreeEntry is one entry of a tree.
type TreeEntry struct {
	Path string // relative to the requested tree
	Kind string // "blob", "tree", or "commit" for a submodule
	Mode string // 100644, 100755, 120000 for a symbolic link, 040000, 160000
	SHA  string
	Size int64 // of a blob, in bytes
}

// Tree returns the entries of a tree, or of a commit's tree: one level, or everything below with recursive. truncated says that
// there are more than GitHub returns at once, 100,000 entries and 7 MB ("Get a tree").
func (r *Repository) Tree(ctx context.Context, sha string, recursive bool) (entries []TreeEntry, truncated bool, err error) {
	tree, _, err := call(ctx, r.client, fmt.Sprintf("get tree %.7s of %s", sha, r),
		func(ctx context.Context) (*github.Tree, *github.Response, error) {
			return r.github.Git.GetTree(ctx, r.owner, r.name, sha, recursive)
		})
	if err != nil {
		return nil, false, err
	}
	entries = make([]TreeEntry, len(tree.Entries))
	for n, e := range tree.Entries {
		entries[n] = TreeEntry{Path: e.GetPath(), Kind: e.GetType(), Mode: e.GetMode(), SHA: e.GetSHA(), Size: int64(e.GetSize())}
	}
	return entries, tree.GetTruncated(), nil
}
