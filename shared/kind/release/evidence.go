package release

import (
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
)

// Bounds on the evidence of a release.
const (
	MaxCommits = 5000    // the newest are listed, the rest is counted
	MaxBody    = 4 << 10 // bytes kept of a description or of a commit's message
	MaxCalls   = 300     // to GitHub for the whole analysis of one release's risk
	NotesCalls = 120     // to GitHub for the notes of one release
)

// Evidence is the content of a release, as GitHub knows it. Its texts are untrusted.
type Evidence struct {
	Range
	Commits   []Commit  `json:"commits"`             // oldest first; those beyond MaxCommits are left out, the oldest
	Unlisted  int       `json:"unlisted"`            // how many were left out
	Component string    `json:"component,omitempty"` // folder of the part that is released; empty: all of the repository
	Siblings  []Sibling `json:"siblings,omitempty"`  // other components that Component depends on and that changed
	Elsewhere int       `json:"elsewhere,omitempty"` // changes outside Component, left out of Commits and Pulls
	Pulls     []Pull    `json:"pulls"`               // each pull request merged in the range once, first merged first
	Reverts   []Revert  `json:"reverts"`             // oldest first

	// Files are the differences between the merge base and the head, at most 300 and then FilesTruncated; none when the range
	// is the whole history.
	Files          []diff.Patch `json:"files"`
	FilesTruncated bool         `json:"files_truncated"`
	MergeBase      string       `json:"merge_base"` // SHA; the base's own unless the two have diverged, empty where nothing is shared

	NewContributors []string `json:"new_contributors"` // logins of authors without a commit in the base's history, by their first change
	Notes           []string `json:"notes"`            // remarks on how the evidence was gathered, in sentences
}

// Account is a person or program on GitHub.
type Account struct {
	Login string `json:"login"` // empty where GitHub knows no account for a commit's author
	Name  string `json:"name"`  // of a commit's author, as the commit says
	Bot   bool   `json:"bot"`
}

// Checks is the result of a commit's checks and statuses; DevPlus's own do not count.
type Checks string

// The results of Checks. NoChecks means that nothing ran on the commit.
const (
	NoChecks      Checks = ""
	ChecksGreen   Checks = "success"
	ChecksRed     Checks = "failure"
	ChecksPending Checks = "pending"
)

// Review is the final state of a pull request's reviews.
type Review string

// The states of a Review. NoReview means that nobody but the author reviewed the pull request.
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
	Undone    bool      `json:"undone"`            // it reverts a change of the range, or was reverted in it, and neither has an effect
}

// Merge reports whether the commit only joins histories.
func (c *Commit) Merge() bool { return c.Parents > 1 }

// Pull is a pull request that was merged in the range, into any branch.
type Pull struct {
	Number    int       `json:"number"`
	Title     string    `json:"title"`
	Body      string    `json:"body"` // at most MaxBody bytes
	URL       string    `json:"url"`
	Author    Account   `json:"author"`
	Labels    []string  `json:"labels"`
	MergedAt  time.Time `json:"merged_at"`
	BaseRef   string    `json:"base_ref"` // the branch it was merged into, not always the released one
	HeadRef   string    `json:"head_ref"`
	HeadSHA   string    `json:"head_sha"`
	MergeSHA  string    `json:"merge_sha"` // the squashed, merging or last rebased commit
	Additions int       `json:"additions"`
	Deletions int       `json:"deletions"`
	Files     int       `json:"files"`
	Review    Review    `json:"review"`
	Approvals []string  `json:"approvals"`         // logins, without the author's
	Checks    Checks    `json:"checks"`            // of MergeSHA or, if nothing ran there, of HeadSHA
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

// Revert says that one change reverts another.
type Revert struct {
	By     Ref  `json:"by"`
	Of     Ref  `json:"of"`
	Inside bool `json:"inside"` // Of is of the range too
}

// Change is one change of the release: exactly one of the fields is set.
type Change struct {
	Pull   *Pull
	Commit *Commit // one that no pull request brought and that is no merge
}

// Title returns the title of the pull request, or the first line of the commit's message. A commit that was squashed with a merge's
// message has its title in the next line.
func (c Change) Title() string {
	if c.Pull != nil {
		return c.Pull.Title
	}
	if below, _, _ := strings.Cut(c.Commit.Body, "\n"); merging.MatchString(c.Commit.Title) && below != "" {
		return strings.TrimSpace(below)
	}
	return c.Commit.Title
}

// Author returns the account that opened the pull request or wrote the commit.
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

// Changes returns the pull requests and the commits without one, in order, each exactly once, including undone ones.
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
