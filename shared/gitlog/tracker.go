package gitlog

import (
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// Commit is a commit with its patches.
type Commit struct {
	SHA     string
	Author  string // one name for each person
	Time    time.Time
	Title   string
	Patches []diff.Patch
}

// author is a person with the number of commits so far.
type author struct {
	name    string
	commits int
}

// Tracker tracks what happened to each file, from commits in order, the oldest first. Its memory grows with files and authors, not with
// commits. The zero value is ready to use.
type Tracker struct {
	files   map[string][]change.FileCommit // the latest change.MaxFileCommits, oldest first
	authors map[string]*author
	commits int
}

// History returns what happened before the commit, without adding the commit.
func (p *Tracker) History(c Commit) *change.History {
	h := &change.History{Commits: p.commits}
	if a := p.authors[c.Author]; a != nil {
		h.Authored = a.commits
	}
	for _, patch := range c.Patches {
		if change.NeedsHistory(patch) {
			h.File(patch.Path, c.Time, c.Author, p.files[patch.PathBefore()])
		}
	}
	return h
}

// Learn adds a commit.
func (p *Tracker) Learn(c Commit) {
	if p.files == nil {
		p.files, p.authors = map[string][]change.FileCommit{}, map[string]*author{}
	}
	p.commits++
	by := p.authors[c.Author]
	if by == nil {
		by = &author{name: c.Author}
		p.authors[c.Author] = by
	}
	by.commits++
	fix := change.SaysFix(c.Title)
	for _, patch := range c.Patches {
		commits := p.files[patch.PathBefore()]
		switch patch.Status {
		case diff.Removed, diff.Renamed:
			delete(p.files, patch.PathBefore())
		case diff.Copied:
			commits = append([]change.FileCommit(nil), commits...)
		case diff.Added:
			commits = nil
		}
		if patch.Status == diff.Removed {
			continue
		}
		if patch.Additions+patch.Deletions > 0 {
			if len(commits) == change.MaxFileCommits {
				commits = append(commits[:0], commits[1:]...)
			}
			commits = append(commits, change.FileCommit{Time: c.Time, Fix: fix, Author: by.name}) // share the name, or copies fill memory
		}
		if len(commits) > 0 {
			p.files[patch.Path] = commits
		}
	}
}
