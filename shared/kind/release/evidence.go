package release

import (
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
)

// Bounds on what is gathered of a release.
const (
	MaxCommits = 5000    // the newest are listed, the rest is counted
	MaxBody    = 4 << 10 // bytes kept of a description or of a commit's message
	MaxCalls   = 300     // to GitHub for the risk of one release, all that its analysis does included
	NotesCalls = 120     // to GitHub for the notes of one release
)

// Evidence is what a release is made of, as GitHub knows it. Every text in it was written by somebody: none is to be trusted.
type Evidence struct {
	Range
	Commits   []Commit  `json:"commits"`             // oldest first; those beyond MaxCommits are left out, the oldest
	Unlisted  int       `json:"unlisted"`            // how many were left out
	Component string    `json:"component,omitempty"` // folder of the part that is released; empty: all of the repository
	Siblings  []Sibling `json:"siblings,omitempty"`  // other components that Component depends on, with what moved
	Elsewhere int       `json:"elsewhere,omitempty"` // changes that are not below Component, left out of Commits and Pulls
	Pulls     []Pull    `json:"pulls"`               // each pull request merged in the range once, first merged first
	Reverts   []Revert  `json:"reverts"`             // what takes something back, oldest first

	// Files are the differences between the merge base and the head, at most 300 and then FilesTruncated; none when the range
	// is the whole history.
	Files          []diff.Patch `json:"files"`
	FilesTruncated bool         `json:"files_truncated"`
	MergeBase      string       `json:"merge_base"` // SHA; the base's own unless the two have diverged, empty where nothing is shared

	NewContributors []string `json:"new_contributors"` // logins of authors whom the base's history does not know, in order of their first change
	Notes           []string `json:"notes"`            // what a reader must know of how this came about, in sentences
}

// Account is who did something.
type Account struct {
	Login string `json:"login"` // empty where GitHub knows no account for a commit's author
	Name  string `json:"name"`  // of a commit's author, as the commit says
	Bot   bool   `json:"bot"`
}

// Checks is how the checks and statuses of a commit ended, in one word; DevPlus's own do not count.
type Checks string

// What Checks says. NoChecks is a commit that nothing ran on.
const (
	NoChecks      Checks = ""
	ChecksGreen   Checks = "success"
	ChecksRed     Checks = "failure"
	ChecksPending Checks = "pending"
)

// Review is what reviewers left a pull request with.
type Review string

// What Review says. NoReview is a pull request that nobody but its author judged.
const (
	NoReview         Review = ""
	Approved         Review = "approved"
	ChangesRequested Review = "changes_requested"
)

// Commit is a commit of the range.
type Commit struct {
	SHA       string    `json:"sha"`
	Title     string    `json:"title"` // the message's first line
	Body      string    `json:"body"`  // the rest, at most MaxBody bytes
	Author    Account   `json:"author"`
	At        time.Time `json:"at"` // when it was committed
	Parents   int       `json:"parents"`
	Additions int       `json:"additions"`
	Deletions int       `json:"deletions"`
	Files     int       `json:"files"` // how many it changes
	Checks    Checks    `json:"checks"`
	Pulls     []int     `json:"pulls"`             // of Evidence.Pulls, those that brought it
	Shipped   string    `json:"shipped,omitempty"` // SHA of the cherry-pick of it that the base has already
	Undone    bool      `json:"undone"`            // it takes something of the range back, or was taken back in it, and nothing of either is left
}

// Merge reports whether the commit only joins histories.
func (c *Commit) Merge() bool { return c.Parents > 1 }

// Pull is a pull request that was merged in the range, into whatever branch.
type Pull struct {
	Number    int       `json:"number"`
	Title     string    `json:"title"`
	Body      string    `json:"body"` // at most MaxBody bytes
	URL       string    `json:"url"`
	Author    Account   `json:"author"`
	Labels    []string  `json:"labels"`
	MergedAt  time.Time `json:"merged_at"`
	BaseRef   string    `json:"base_ref"` // the branch it was merged into, which need not be the one that is released
	HeadRef   string    `json:"head_ref"`
	HeadSHA   string    `json:"head_sha"`
	MergeSHA  string    `json:"merge_sha"` // the squashed, merging or last rebased commit
	Additions int       `json:"additions"`
	Deletions int       `json:"deletions"`
	Files     int       `json:"files"`
	Review    Review    `json:"review"`
	Approvals []string  `json:"approvals"`         // logins, without the author's
	Checks    Checks    `json:"checks"`            // of MergeSHA, or where nothing ran there, of HeadSHA
	Commits   []string  `json:"commits"`           // SHAs of the range that it brought, oldest first
	Picked    bool      `json:"picked"`            // it was merged elsewhere; a commit of the range names it
	Shipped   string    `json:"shipped,omitempty"` // SHA of the cherry-pick of it that the base has already
	Undone    bool      `json:"undone"`            // as of a commit
}

// Ref names a pull request or, when Pull is 0, a commit.
type Ref struct {
	Pull int    `json:"pull,omitempty"`
	SHA  string `json:"sha,omitempty"`
}

// Revert says that something takes back what something else did.
type Revert struct {
	By     Ref  `json:"by"`
	Of     Ref  `json:"of"`
	Inside bool `json:"inside"` // Of is of the range too
}

// Change is what came into the release at once: exactly one of the two is set.
type Change struct {
	Pull   *Pull
	Commit *Commit // one that no pull request brought and that is no merge
}

// Title is the pull request's or the first line of the commit's message. A commit that was squashed with the message of a merge has its
// title in the line below.
func (c Change) Title() string {
	if c.Pull != nil {
		return c.Pull.Title
	}
	if below, _, _ := strings.Cut(c.Commit.Body, "\n"); merging.MatchString(c.Commit.Title) && below != "" {
		return strings.TrimSpace(below)
	}
	return c.Commit.Title
}

// Author is who opened the pull request or wrote the commit.
func (c Change) Author() Account {
	if c.Pull != nil {
		return c.Pull.Author
	}
	return c.Commit.Author
}

// Ref names the change.
func (c Change) Ref() Ref {
	if c.Pull != nil {
		return Ref{Pull: c.Pull.Number}
	}
	return Ref{SHA: c.Commit.SHA}
}

// Shipped reports whether the base has the same change already, as a cherry-pick.
func (c Change) Shipped() bool {
	if c.Pull != nil {
		return c.Pull.Shipped != ""
	}
	return c.Commit.Shipped != ""
}

// Undone reports whether nothing is left of the change.
func (c Change) Undone() bool {
	if c.Pull != nil {
		return c.Pull.Undone
	}
	return c.Commit.Undone
}

// Changes are the pull requests and the commits without one, in the order in which they came: every one exactly once, those that
// were undone among them.
func (e *Evidence) Changes() []Change {
	pulls := make(map[int]*Pull, len(e.Pulls))
	last := make(map[int]string, len(e.Pulls)) // the commit that ends each
	for i := range e.Pulls {
		p := &e.Pulls[i]
		pulls[p.Number] = p
		if n := len(p.Commits); n > 0 {
			last[p.Number] = p.Commits[n-1]
		}
	}
	var changes []Change
	for i := range e.Commits {
		c := &e.Commits[i]
		if len(c.Pulls) == 0 && !c.Merge() {
			changes = append(changes, Change{Commit: c})
		}
		for _, n := range c.Pulls {
			if last[n] == c.SHA {
				changes = append(changes, Change{Pull: pulls[n]})
			}
		}
	}
	return changes
}
