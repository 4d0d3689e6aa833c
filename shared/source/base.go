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
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/text"
)

// attributesPath is the only attributes file that is read: the one at the repository's root.
const attributesPath = ".gitattributes"

// Bounds on reading the default branch, so that one query stays within GitHub's time limit.
const (
	maxBaseFiles = 30
	headBytes    = 4 << 10 // of a file
)

// Base is what the default branch says about a change's files.
type Base struct {
	change.Base
	Recent    []githubapp.RecentPull  // the newest pull requests, on request
	MergeBase string                  // SHA, on request; "" if it is not known
	Issues    []githubapp.Issue       // that the pull request says it closes, of its own repository
	Failed    []githubapp.FailedCheck // of other Apps, at the snapshot's commit
}

// BaseQuery says what to read of the default branch.
type BaseQuery struct {
	Elsewhere bool     // the change is to another branch
	Also      []string // further files to read
	Recent    bool     // with the repository's newest pull requests
	Pull      int      // with the issues and failed checks of the pull request; 0: of none
	MergeBase bool     // with the pull request's merge base
}

// Base reads what the default branch says about the files of a change to it or to another branch. It makes one request, none if no file is
// code and q names none. A file that was not read is not trusted.
func (s *Snapshot) Base(ctx context.Context, patches []diff.Patch, q BaseQuery) (Base, error) {
	base := Base{Base: change.Base{Elsewhere: q.Elsewhere}}
	if len(q.Also) == 0 && !slices.ContainsFunc(patches, func(p diff.Patch) bool { return filekind.ClassOf(p.Path).Runs() || filekind.ByLanguage(p.Path).Runs() }) {
		return base, nil
	}
	paths := append([]string{attributesPath}, q.Also...)
	if q.Elsewhere {
		paths = append(paths, basePaths(patches)...)
	}
	size := func(b Base) int {
		n := entryBytes*(1+len(b.Recent)) + headBytes*len(b.Files)
		for _, i := range b.Issues {
			n += len(i.Body)
		}
		return n
	}
	return cached(s, fmt.Sprintf("base %t %t %d %t %q", q.Elsewhere, q.Recent, q.Pull, q.MergeBase, paths), size, func() (Base, error) {
		all, err := s.gh.DefaultFiles(ctx, paths, githubapp.Also{Recent: q.Recent, Pull: q.Pull, Base: q.MergeBase})
		if err != nil {
			return base, err
		}
		found := all.Files
		base.Attributes = filekind.ParseAttributes(found[attributesPath].Text)
		base.Files, base.SHAs = make(map[string]string, len(found)), make(map[string]string, len(found))
		for path, blob := range found {
			base.Files[path] = strings.Clone(text.Head(blob.Text, headBytes))
			base.SHAs[path] = blob.SHA
		}
		base.Recent, base.Issues, base.MergeBase = all.Recent, all.Issues, all.Base
		if all.Head == s.sha { // a later push has its own checks
			base.Failed = all.Failed
		}
		return base, nil
	})
}

// basePaths returns the files to read, those of the patches with the most changed lines first, at most maxBaseFiles.
func basePaths(patches []diff.Patch) (paths []string) {
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
