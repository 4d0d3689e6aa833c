package release

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/text"
)

// The forms in which a merge commit's message names its pull request ("About pull request merges"; a merge may also have
// the form of a squashed commit), and git cherry-pick -x names its origin.
var (
	squashed = regexp.MustCompile(`^(.*\S) +\(#([0-9]{1,9})\)$`)
	merging  = regexp.MustCompile(`^Merge pull request #([0-9]{1,9}) from \S`)
	picked   = regexp.MustCompile(`\(cherry picked from commit ([0-9a-f]{40,64})\)`)
)

// pickedWithin bounds how much later a pull request may have been merged than a commit that names it, because clocks
// differ.
const pickedWithin = 24 * time.Hour

// assemble builds commits and pull requests from GitHub's data. A pull request is in the range if its merge commit is: a
// commit may also belong to other pull requests, such as one that brought it to another branch.
func (g *gathering) assemble(ctx context.Context, listed []*github.RepositoryCommit) error {
	within := make(map[string]bool, len(listed))
	for _, c := range listed {
		within[c.GetSHA()] = true
	}
	named := make(map[int][]int) // number → indexes of commits without a pull request that name it
	var numbers []int
	for i, one := range listed {
		d := g.details[one.GetSHA()]
		c := g.commit(one, d)
		for _, p := range d.Pulls {
			if within[p.MergeSHA] {
				g.attachPull(&c, p)
			}
		}
		g.Commits = append(g.Commits, c)
		if number := c.names(); len(c.Pulls) == 0 && number > 0 && (named[number] != nil || len(numbers) < maxNamed) {
			if named[number] == nil {
				numbers = append(numbers, number)
			}
			named[number] = append(named[number], i)
		}
	}
	for some := range slices.Chunk(numbers, page) {
		if g.limits.Brief && g.gh.Left() == 0 {
			break
		}
		pulls, err := g.gh.MergedPulls(ctx, some)
		if err != nil {
			return err
		}
		for _, p := range pulls {
			for _, i := range named[p.Number] {
				if c := &g.Commits[i]; c.from(p) {
					g.attachPull(c, p)
					g.pulls[p.Number].Picked = !within[p.MergeSHA] && !c.Merge()
				}
			}
		}
	}
	for _, p := range g.pulls {
		g.Pulls = append(g.Pulls, *p)
	}
	slices.SortFunc(g.Pulls, func(a, b Pull) int {
		if c := a.MergedAt.Compare(b.MergedAt); c != 0 {
			return c
		}
		return a.Number - b.Number
	})
	for i := range g.Pulls { // commits were added in two ways, in two orders
		p := &g.Pulls[i]
		p.Commits = p.Commits[:0]
		for _, c := range g.Commits {
			if slices.Contains(c.Pulls, p.Number) {
				p.Commits = append(p.Commits, c.SHA)
			}
		}
	}
	return nil
}

func (g *gathering) commit(listed *github.RepositoryCommit, d githubapp.CommitDetails) Commit {
	title, body, _ := strings.Cut(strings.TrimSpace(listed.GetCommit().GetMessage()), "\n")
	body = strings.TrimLeft(body, "\r\n") // with the indentation of code
	author := listed.GetAuthor()
	g.authored[listed.GetSHA()] = authored(listed)
	c := Commit{
		SHA: listed.GetSHA(), Title: strings.TrimSpace(title), Body: strings.Clone(text.Head(body, MaxBody)), Parents: len(listed.Parents),
		Author: Account{Login: author.GetLogin(), Name: listed.GetCommit().GetAuthor().GetName(), Bot: author.GetType() == "Bot"},
		At:     listed.GetCommit().GetCommitter().GetDate().UTC(), Additions: d.Additions, Deletions: d.Deletions, Files: d.Files,
		Checks: checks(d.Checks), Pulls: []int{},
	}
	if author.GetType() == "User" {
		g.authorIDs[c.Author.Login] = author.GetNodeID()
	}
	return c
}

// attachPull records that the pull request brought the commit.
func (g *gathering) attachPull(c *Commit, p githubapp.MergedPull) {
	if g.pulls[p.Number] == nil {
		g.pulls[p.Number] = g.pull(p)
	}
	if author := &g.pulls[p.Number].Author; author.Login == "" && (author.Name == "" || !c.Merge()) {
		author.Name = c.Author.Name // GitHub knows no account
	}
	if !slices.Contains(c.Pulls, p.Number) {
		c.Pulls = append(c.Pulls, p.Number)
		slices.Sort(c.Pulls)
	}
}

func (g *gathering) pull(p githubapp.MergedPull) *Pull {
	made := &Pull{
		Number: p.Number, Title: p.Title, Body: strings.Clone(text.Head(p.Body, MaxBody)), URL: p.URL, Author: Account{Login: p.Author, Bot: p.Bot},
		Labels: append([]string{}, p.Labels...), MergedAt: p.MergedAt.UTC(), BaseRef: p.BaseRef, HeadRef: p.HeadRef, HeadSHA: p.HeadSHA,
		MergeSHA: p.MergeSHA, Additions: p.Additions, Deletions: p.Deletions, Files: p.Files, Approvals: append([]string{}, p.Approvals...),
		Checks: checks(g.details[p.MergeSHA].Checks),
	}
	if made.Checks == NoChecks || made.Checks == ChecksPending {
		made.Checks = checks(p.HeadChecks)
	}
	switch {
	case p.Decision == "CHANGES_REQUESTED", p.Decision == "" && len(p.Rejections) > 0:
		made.Review = ChangesRequested
	case p.Decision == "APPROVED", len(p.Approvals) > 0:
		made.Review = Approved
	}
	if p.AuthorID != "" {
		g.authorIDs[p.Author] = p.AuthorID
	}
	return made
}

// names returns the number of the pull request that the message names as its own, 0 if none.
func (c *Commit) names() int {
	digits := ""
	if m := merging.FindStringSubmatch(c.Title); m != nil {
		digits = m[1]
	} else if m := squashed.FindStringSubmatch(c.Title); m != nil {
		digits = m[2]
	}
	n, _ := strconv.Atoi(digits)
	return n
}

// from reports whether the commit is the work of the pull request that its message names. In a fork the number may be
// from another repository, so the title or origin must agree.
func (c *Commit) from(p githubapp.MergedPull) bool {
	if p.MergedAt.After(c.At.Add(pickedWithin)) {
		return false
	}
	if m := picked.FindStringSubmatch(c.Body); m != nil && m[1] == p.MergeSHA {
		return true
	}
	title := strings.SplitN(c.Body, "\n", 2)[0]
	if m := squashed.FindStringSubmatch(c.Title); m != nil {
		title = m[1]
	}
	return strings.EqualFold(strings.TrimSpace(title), strings.TrimSpace(p.Title))
}
