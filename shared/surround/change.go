package surround

import (
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/symbols"
)

// changedFile is a file of the change that is read by people.
type changedFile struct {
	path    string
	family  string
	test    bool
	added   map[int]bool // lines of the head
	touched []int        // added lines, and those before and after deleted ones, in order
	deleted string       // the deleted lines
	rank    int          // in the order of risk, from 0
	text    string       // its added lines alone, if it is too large to be read; added and touched count in it then
	before  string       // its path before the change, where GitHub shows no diff of it; else ""
}

// readable are the classes whose files people write.
func readable(class filekind.Class) bool {
	switch class {
	case filekind.LockFile, filekind.Generated, filekind.Vendored, filekind.Binary:
		return false
	}
	return true
}

// changedFiles returns the files to review, in the order of the patches.
func changedFiles(patches []diff.Patch) []*changedFile {
	var files []*changedFile
	var scanner diff.Scanner
	for i := range patches {
		p := &patches[i]
		class, _ := filekind.Classify(p.Path)
		if !readable(class) {
			continue
		}
		f := &changedFile{path: p.Path, family: symbols.Family(p.Path), test: class == filekind.Test, added: map[int]bool{}, rank: len(files)}
		var deleted strings.Builder
		hunks := scanner.Hunks(p)
		last := 0
		for _, l := range hunks.Lines {
			n := int(l.Number)
			if hunks.Text[l.Start] == '+' {
				f.added[n] = true
			} else {
				deleted.WriteString(hunks.Text[l.Start+1 : l.End])
				deleted.WriteByte('\n')
			}
			if hunks.Text[l.Start] == '-' && n-1 > last && n > 1 {
				f.touched = append(f.touched, n-1)
			}
			if n != last {
				f.touched = append(f.touched, n)
				last = n
			}
		}
		f.deleted = deleted.String()
		if p.Text == "" && p.Additions+p.Deletions > 0 && f.family != "" && p.Status != diff.Added && p.Status != diff.Removed {
			f.before = p.PathBefore()
		}
		files = append(files, f)
	}
	return files
}

// unread takes the added lines of a file that is too large to be read.
func (f *changedFile) unread(lines string) {
	f.text, f.added, f.touched = lines, map[int]bool{}, nil
	for n := range strings.Count(lines, "\n") {
		f.added[n+1] = true
	}
}
