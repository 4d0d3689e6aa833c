package release

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on evidence that grows.
const (
	maxGrown      = 1000 // commits
	maxGrownFiles = 300
)

// Grow adds evidence from after e's head. Newer data about a pull request replaces e's.
func (e *Evidence) Grow(newer *Evidence) {
	for _, c := range newer.Commits {
		if e.commit(c.SHA) == nil {
			e.Commits = append(e.Commits, c)
		}
	}
	if over := len(e.Commits) - maxGrown; over > 0 {
		e.Commits, e.Unlisted = slices.Clone(e.Commits[over:]), e.Unlisted+over
	}
	for _, p := range newer.Pulls {
		i := slices.IndexFunc(e.Pulls, func(o Pull) bool { return o.Number == p.Number })
		if i < 0 {
			e.Pulls = append(e.Pulls, p)
			continue
		}
		for _, sha := range e.Pulls[i].Commits {
			if !slices.Contains(p.Commits, sha) {
				p.Commits = append([]string{sha}, p.Commits...)
			}
		}
		e.Pulls[i] = p
	}
	for _, login := range newer.NewContributors {
		if !slices.Contains(e.NewContributors, login) {
			e.NewContributors = append(e.NewContributors, login)
		}
	}
	e.addFiles(newer.Files)
	e.FilesTruncated = e.FilesTruncated || newer.FilesTruncated
	e.Head, e.Unlisted = newer.Head, e.Unlisted+newer.Unlisted
}

func (e *Evidence) addFiles(files []diff.Patch) {
	known := map[string]bool{}
	for _, p := range e.Files {
		known[p.Path] = true
	}
	for _, p := range files {
		if !known[p.Path] && len(e.Files) < maxGrownFiles {
			e.Files = append(e.Files, p)
		}
	}
}

// Trim drops data that Grow does not need: the lines of files, and all but the first bytes of descriptions and messages.
func (e *Evidence) Trim(bytes int) {
	for i := range e.Files {
		e.Files[i].Text = ""
	}
	for i := range e.Commits {
		e.Commits[i].Body = strings.Clone(text.Head(e.Commits[i].Body, bytes))
	}
	for i := range e.Pulls {
		e.Pulls[i].Body = strings.Clone(text.Head(e.Pulls[i].Body, bytes))
	}
}

// Settle finds the reverts again. fullName is the repository's.
func (e *Evidence) Settle(fullName string) {
	e.Reverts = []Revert{}
	for i := range e.Commits {
		e.Commits[i].Undone = false
	}
	for i := range e.Pulls {
		e.Pulls[i].Undone = false
	}
	e.revert(fullName)
}

// Of returns the part of the evidence that a line releases next: the changes since its last release and, for a line with a folder, only
// those below it. paths returns a change's paths. A change without known paths is left out and counted in unknown.
func (e *Evidence) Of(l ReleasedLine, paths func(Ref) []string) (part *Evidence, unknown int) {
	part = new(Evidence)
	*part = *e
	part.Range = Range{Head: e.Head, HeadTag: Unreleased, Base: l.Last.SHA, BaseTag: l.Last.Name, BaseAt: l.Last.At, Line: l.Versions}
	part.Component, part.Commits, part.Pulls = l.Folder, slices.Clone(e.Commits), slices.Clone(e.Pulls)
	if l.Last.SHA != e.Base {
		part.Unlisted = 0
		released := slices.IndexFunc(part.Commits, func(c Commit) bool { return c.SHA == l.Last.SHA })
		since := part.Commits[released+1:]
		if released < 0 {
			since = slices.DeleteFunc(since, func(c Commit) bool { return !c.At.After(l.Last.At) })
		}
		part.keepCommits(since)
	}
	if l.Folder == "" {
		return part, 0
	}
	below := func(p string) bool { return strings.HasPrefix(p, l.Folder+"/") }
	var kept []Commit
	for _, c := range part.Changes() {
		known := paths(c.Ref())
		switch {
		case len(known) == 0:
			unknown++
			continue
		case !slices.ContainsFunc(known, below):
			part.Elsewhere++
			continue
		}
		for _, commit := range part.Commits {
			if c.Commit != nil && commit.SHA == c.Commit.SHA || c.Pull != nil && slices.Contains(commit.Pulls, c.Pull.Number) {
				kept = append(kept, commit)
			}
		}
	}
	part.keepCommits(kept)
	part.Files = slices.DeleteFunc(slices.Clone(part.Files), func(p diff.Patch) bool { return !below(p.Path) && !below(p.PreviousPath) })
	return part, unknown
}

// keepCommits drops all other commits, and the pull requests without any of these commits.
func (e *Evidence) keepCommits(commits []Commit) {
	shas := make([]string, len(commits))
	for i, c := range commits {
		shas[i] = c.SHA
	}
	g := gathering{Evidence: e}
	g.keepCommits(shas)
	authors := map[string]bool{}
	for _, c := range e.Changes() {
		authors[c.Author().Login] = true
	}
	e.NewContributors = slices.DeleteFunc(slices.Clone(e.NewContributors), func(login string) bool { return !authors[login] })
}
