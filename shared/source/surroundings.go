package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/surround"
)

// maxFolders bounds the folders that are listed where the repository's tree is too large for one answer.
const maxFolders = 50

// Surroundings selects the code that a reviewer of the patches needs besides the diff, in at most three requests: the tree and two rounds of
// files. The first round also reads files without a diff at base, the merge base, which may be "". If GitHub does not return the whole tree,
// only changed files and their folders are searched, and the selection is partial. Binary files, links and files of more than
// surround.MaxFileBytes are not read.
func (s *Snapshot) Surroundings(ctx context.Context, base string, patches []diff.Patch) (*surround.Selection, error) {
	size := func(sel *surround.Selection) int {
		n := entryBytes * len(sel.Excerpts)
		for _, texts := range []map[string]string{sel.Texts, sel.Before} {
			for _, text := range texts {
				n += len(text)
			}
		}
		return n
	}
	return cached(s, "around "+base+" "+digest(patches), size, func() (*surround.Selection, error) { return s.surroundings(ctx, base, patches) })
}

func (s *Snapshot) surroundings(ctx context.Context, base string, patches []diff.Patch) (*surround.Selection, error) {
	entries, truncated, err := s.gh.Tree(ctx, s.sha, true)
	if err != nil {
		return nil, err
	}
	if truncated {
		if entries, err = s.gh.Folders(ctx, s.sha, foldersOf(patches)); err != nil {
			return nil, err
		}
	}
	shas := map[string]string{}
	var files []surround.Entry
	for _, e := range entries {
		if e.Kind == "blob" && e.Mode != "120000" && e.Size <= surround.MaxFileBytes {
			shas[e.Path] = e.SHA
			files = append(files, surround.Entry{Path: e.Path, Size: e.Size})
		}
	}
	reading := surround.NewReading(patches, surround.NewTree(files))
	if err := s.readFirst(ctx, base, shas, reading); err != nil {
		return nil, err
	}
	if !truncated {
		texts, err := s.texts(ctx, shas, reading.Next())
		if err != nil {
			return nil, err
		}
		reading.Read(texts)
	}
	selection := reading.Select()
	selection.Partial = selection.Partial || truncated
	return selection, nil
}

// readFirst reads the first round.
func (s *Snapshot) readFirst(ctx context.Context, base string, shas map[string]string, reading *surround.Reading) error {
	paths, before := reading.First(), reading.Before()
	if base == "" || len(before) == 0 {
		texts, err := s.texts(ctx, shas, paths)
		reading.Read(texts)
		return err
	}
	var files []githubapp.Version
	for _, p := range paths {
		files = append(files, githubapp.Version{SHA: s.sha, Path: p})
	}
	for _, p := range before {
		files = append(files, githubapp.Version{SHA: base, Path: p})
	}
	blobs, err := s.gh.Versions(ctx, files)
	if err != nil {
		return err
	}
	reading.Read(textsOf(paths, blobs[:len(paths)]))
	reading.ReadBefore(textsOf(before, blobs[len(paths):]))
	return nil
}

// digest identifies a change.
func digest(patches []diff.Patch) string {
	hash := sha256.New()
	for _, p := range patches {
		fmt.Fprintf(hash, "%q %d ", p.Path, len(p.Text))
		io.WriteString(hash, p.Text)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// texts reads files by their SHAs, in one request.
func (s *Snapshot) texts(ctx context.Context, shas map[string]string, paths []string) (map[string]string, error) {
	paths = slices.DeleteFunc(paths, func(p string) bool { return shas[p] == "" })
	wanted := make([]string, len(paths))
	for i, p := range paths {
		wanted[i] = shas[p]
	}
	blobs, err := s.gh.Blobs(ctx, wanted)
	if err != nil {
		return nil, err
	}
	return textsOf(paths, blobs), nil
}

// textsOf returns the texts of blobs that can be read whole, by their paths.
func textsOf(paths []string, blobs []githubapp.Blob) map[string]string {
	texts := make(map[string]string, len(blobs))
	for i, b := range blobs {
		if (b != githubapp.Blob{}) && !b.Binary && !b.Truncated {
			texts[paths[i]] = b.Text
		}
	}
	return texts
}

// foldersOf returns the folders of the changed files, those with the most of them first.
func foldersOf(patches []diff.Patch) []string {
	counts := map[string]int{}
	var folders []string
	for _, p := range patches {
		dir := path.Dir(p.Path)
		if dir == "." {
			dir = ""
		}
		if counts[dir]++; counts[dir] == 1 {
			folders = append(folders, dir)
		}
	}
	slices.SortStableFunc(folders, func(a, b string) int { return counts[b] - counts[a] })
	return folders[:min(len(folders), maxFolders)]
}
