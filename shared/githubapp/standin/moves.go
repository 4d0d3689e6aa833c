package standin

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// gitDirs returns the git directory of the checkout, and the one that checkouts share if that is another.
func (s *Server) gitDirs() ([]string, error) {
	usual := filepath.Join(s.o.Dir, ".git")
	if info, err := os.Stat(usual); s.o.Dir != "" && err == nil && info.IsDir() {
		return []string{usual}, nil
	}
	out, err := s.git("rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir")
	if err != nil {
		return nil, err
	}
	return slices.Compact(strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")), nil
}

// refState is another one after a branch or a tag has moved.
type refState [sha256.Size]byte

// refState reads the files in which git keeps branches and tags: git itself takes many times as long to start. It is zero if they stand still.
func (s *Server) refState() (state refState, err error) {
	if s.o.Still {
		return state, nil
	}
	dirs, err := s.dirs()
	if err != nil {
		return state, err
	}
	digest := sha256.New()
	for _, dir := range dirs {
		for _, name := range []string{"HEAD", "packed-refs", "reftable/tables.list", "refs"} {
			err := filepath.WalkDir(filepath.Join(dir, name), func(file string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				content, err := os.ReadFile(file)
				digest.Write([]byte(file + "\x00" + string(content)))
				return err
			})
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return state, err
			}
		}
	}
	return refState(digest.Sum(nil)), nil
}
