package source

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/text"
)

// attributesPath is the one file of attributes that is read: that of the repository's root.
const attributesPath = ".gitattributes"

// Bounds on what is read of the default branch, so that one query stays within GitHub's time limit.
const (
	maxBaseFiles = 30
	headBytes    = 4 << 10 // of a file
)

// Base reads what the default branch says about the files of a change to it, or, with elsewhere, to another branch: at most one request.
// What is not read is not trusted. The files named by also are read, too.
func (s *Snapshot) Base(ctx context.Context, patches []diff.Patch, elsewhere bool, also ...string) (change.Base, error) {
	base := change.Base{Elsewhere: elsewhere}
	if len(also) == 0 && !slices.ContainsFunc(patches, func(p diff.Patch) bool { return filekind.ClassOf(p.Path).Runs() || filekind.ByLanguage(p.Path).Runs() }) {
		return base, nil
	}
	paths := append([]string{attributesPath}, also...)
	if elsewhere {
		paths = append(paths, asked(patches)...)
	}
	size := func(b change.Base) int { return entryBytes + headBytes*len(b.Files) }
	return read(s, fmt.Sprintf("base %t %q", elsewhere, paths), size, func() (change.Base, error) {
		found, err := s.gh.DefaultFiles(ctx, paths)
		if err != nil {
			return base, err
		}
		base.Attributes = filekind.ParseAttributes(found[attributesPath].Text)
		base.Files = make(map[string]string, len(found))
		for path, blob := range found {
			base.Files[path] = strings.Clone(text.Head(blob.Text, headBytes))
		}
		return base, nil
	})
}

// asked returns the files that must be read, those of the patches with the most changed lines first, at most maxBaseFiles.
func asked(patches []diff.Patch) (paths []string) {
	sorted := slices.Clone(patches)
	slices.SortFunc(sorted, func(a, b diff.Patch) int {
		return cmp.Or(cmp.Compare(b.Additions+b.Deletions, a.Additions+a.Deletions), cmp.Compare(a.Path, b.Path))
	})
	for _, p := range sorted {
		if path, ok := change.AsksFor(p); ok && len(paths) < maxBaseFiles && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}
