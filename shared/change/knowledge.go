package change

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// MaxReviewers is how many people are suggested at most: more names are a list, not an advice.
const MaxReviewers = 3

// Reviewer is somebody who has worked on the files of a change, or wrote lines that it replaces.
type Reviewer struct {
	Name  string `json:"name"`            // the account on GitHub
	Files int    `json:"files"`           // of the change, in whose latest commits they had a part
	Lines int    `json:"lines,omitempty"` // that the change replaces, in its largest files, and that they wrote
}

// Knowledge collects the people who know the files of a change. The zero value is ready to use.
type Knowledge struct {
	people map[string]*knower
}

// knower is a person with the weight of their knowledge, which grows with the number and the recency of their commits.
type knower struct {
	Reviewer
	knows float64
}

// recent is the greatest age of a commit that its author is expected to remember.
const recent = 365 * 24 * time.Hour

// Written is the commit that wrote lines which a change replaces.
type Written struct {
	Lines int
	FileCommit
}

// linesKnown is the number of commits to a file that count as much as having written all lines that a change replaces there.
const linesKnown = 5

// File adds a file of a change of that time and author, with its latest commits and who wrote the lines that the change replaces, if known.
// Commits without an account, by bots, by the author or more than a year old do not count.
func (k *Knowledge) File(now time.Time, author string, commits []FileCommit, written []Written) {
	if k.people == nil {
		k.people = map[string]*knower{}
	}
	seen := map[string]bool{}
	for _, c := range commits {
		p := k.knowerOf(now, author, c)
		if p == nil {
			continue
		}
		if !seen[c.Account] {
			seen[c.Account] = true
			p.Files++
		}
		p.knows += faded(now, c)
	}
	lines := 0
	for _, w := range written {
		lines += w.Lines
	}
	for _, w := range written {
		if p := k.knowerOf(now, author, w.FileCommit); p != nil {
			p.Lines += w.Lines
			p.knows += linesKnown * float64(w.Lines) / float64(lines) * faded(now, w.FileCommit)
		}
	}
}

// faded returns the present weight of a commit.
func faded(now time.Time, c FileCommit) float64 {
	return math.Exp(-max(now.Sub(c.Time), 0).Hours() / 24 / 180)
}

// knowerOf returns the person who made the commit; nil if they are not to review the change.
func (k *Knowledge) knowerOf(now time.Time, author string, c FileCommit) *knower {
	if c.Account == "" || c.Author == author || IsBot(c.Account) || now.Sub(c.Time) > recent {
		return nil
	}
	p := k.people[c.Account]
	if p == nil {
		p = &knower{Reviewer: Reviewer{Name: c.Account}}
		k.people[c.Account] = p
	}
	return p
}

// Reviewers returns the people who know the files best, at most MaxReviewers.
func (k *Knowledge) Reviewers() (names []Reviewer) {
	var all []*knower
	for _, p := range k.people {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *knower) int { return cmp.Or(cmp.Compare(b.knows, a.knows), cmp.Compare(a.Name, b.Name)) })
	for _, p := range all[:min(len(all), MaxReviewers)] {
		names = append(names, p.Reviewer)
	}
	return names
}
