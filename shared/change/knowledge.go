package change

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// MaxReviewers is how many people are suggested at most: more names are a list, not an advice.
const MaxReviewers = 3

// Reviewer is somebody who has worked on the files of a change.
type Reviewer struct {
	Name  string `json:"name"`  // the account on GitHub
	Files int    `json:"files"` // of the change, in whose latest commits they had a part
}

// Knowledge collects who knows the files of a change. The zero value is ready to use.
type Knowledge struct {
	people map[string]*knower
}

// knower is a person with what they know, the more and the later the commits the more.
type knower struct {
	Reviewer
	knows float64
}

// recent is how old a commit is at most whose author can be expected to remember.
const recent = 365 * 24 * time.Hour

// File adds a file of a change of that time and author, with its latest commits. Those without an account, of bots and of the author do not
// count.
func (k *Knowledge) File(now time.Time, author string, commits []FileCommit) {
	if k.people == nil {
		k.people = map[string]*knower{}
	}
	seen := map[string]bool{}
	for _, c := range commits {
		age := max(now.Sub(c.Time), 0)
		if c.Account == "" || c.Author == author || strings.HasSuffix(c.Account, "[bot]") || age > recent {
			continue
		}
		p := k.people[c.Account]
		if p == nil {
			p = &knower{Reviewer: Reviewer{Name: c.Account}}
			k.people[c.Account] = p
		}
		if !seen[c.Account] {
			seen[c.Account] = true
			p.Files++
		}
		p.knows += math.Exp(-age.Hours() / 24 / 180)
	}
}

// Reviewers returns who knows the files best, at most MaxReviewers.
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
