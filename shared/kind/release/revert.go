package release

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// How git revert and GitHub's "Revert" button say what is taken back.
var (
	revertsCommit = regexp.MustCompile(`This reverts commit ([0-9a-f]{7,64})`)
	revertsPull   = regexp.MustCompile(`(?m)^Reverts ([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)?#([0-9]{1,9})\b`)
	revertsTitle  = regexp.MustCompile(`^Revert "(.*)"(?: \(#[0-9]{1,9}\))?$`)
)

// revert finds what takes something back, and marks what is of no effect in the end: a change and what took it back, unless
// that was taken back in its turn.
func (e *Evidence) revert(fullName string) {
	for _, c := range e.Changes() {
		for _, of := range e.taken(c, fullName) {
			if by := c.Ref(); of != by && !slices.ContainsFunc(e.Reverts, func(r Revert) bool { return r.By == by && r.Of == of }) {
				e.Reverts = append(e.Reverts, Revert{By: by, Of: of, Inside: e.has(of)})
			}
		}
	}
	gone := make(map[Ref]bool)
	for _, r := range slices.Backward(e.Reverts) {
		if gone[r.By] {
			continue
		}
		gone[r.Of] = true
		if r.Inside {
			e.undo(r.By)
			e.undo(r.Of)
		}
	}
}

// taken is what a change says that it takes back.
func (e *Evidence) taken(c Change, fullName string) (of []Ref) {
	title, texts := c.Title(), []string{}
	if c.Pull != nil {
		texts = append(texts, c.Pull.Body)
		if whole := e.alone(c.Pull); whole != nil {
			texts = append(texts, whole.Body)
		}
	} else {
		texts = append(texts, c.Commit.Body)
	}
	for _, text := range texts {
		for _, m := range revertsPull.FindAllStringSubmatch(text, -1) {
			if number, _ := strconv.Atoi(m[2]); m[1] == "" || strings.EqualFold(m[1], fullName) {
				of = append(of, Ref{Pull: number})
			}
		}
	}
	if len(of) > 0 { // the commits below it are the same
		return of
	}
	for _, text := range texts {
		for _, m := range revertsCommit.FindAllStringSubmatch(text, -1) {
			of = append(of, e.owner(m[1]))
		}
	}
	if m := revertsTitle.FindStringSubmatch(title); m != nil && len(of) == 0 {
		for _, other := range slices.Backward(e.Changes()) {
			if t := other.Title(); t == m[1] || other.Pull != nil && t+" (#"+strconv.Itoa(other.Pull.Number)+")" == m[1] {
				return []Ref{other.Ref()}
			}
		}
	}
	return of
}

// alone is the one commit that a pull request consists of, but for merges; nil when there are more.
func (e *Evidence) alone(p *Pull) (only *Commit) {
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

// owner is the change that a commit is the whole of, or else the commit.
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
		if only := e.alone(p); only == c || c.Merge() && p.MergeSHA == c.SHA {
			return Ref{Pull: p.Number}
		}
	}
	return Ref{SHA: c.SHA}
}

// commit is the commit of the range whose SHA begins so.
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
