package release

import (
	"slices"
	"strings"
)

// onlyCommit returns the only commit of a pull request, not counting merges; nil if there are several.
func (e *Evidence) onlyCommit(p *Pull) (only *Commit) {
	for _, sha := range p.Commits {
		switch c := e.commit(sha); {
		case c.Merge():
		case only != nil:
			return nil
		default:
			only = c
		}
	}
	return only
}

// owner returns the pull request that consists of only this commit, otherwise the commit.
func (e *Evidence) owner(sha string) Ref {
	c := e.commit(sha)
	if c == nil {
		return Ref{SHA: sha}
	}
	for i := range e.Pulls {
		p := &e.Pulls[i]
		if !slices.Contains(c.Pulls, p.Number) {
			continue
		}
		if only := e.onlyCommit(p); only == c || c.Merge() && p.MergeSHA == c.SHA {
			return Ref{Pull: p.Number}
		}
	}
	return Ref{SHA: c.SHA}
}

// commit returns the commit of the range whose SHA begins with sha.
func (e *Evidence) commit(sha string) *Commit {
	for i := range e.Commits {
		if strings.HasPrefix(e.Commits[i].SHA, sha) {
			return &e.Commits[i]
		}
	}
	return nil
}

func (e *Evidence) has(r Ref) bool {
	if r.Pull == 0 {
		return e.commit(r.SHA) != nil
	}
	return slices.ContainsFunc(e.Pulls, func(p Pull) bool { return p.Number == r.Pull })
}

func (e *Evidence) undo(r Ref) {
	if r.Pull == 0 {
		e.commit(r.SHA).Undone = true
		return
	}
	for i := range e.Pulls {
		if e.Pulls[i].Number == r.Pull {
			e.Pulls[i].Undone = true
		}
	}
}
