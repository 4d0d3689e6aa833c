package release

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// Bounds on the search for changes that the base has as cherry-picks.
const (
	maxShippedRead     = 100 // newest commits of each release
	maxShippedVerified = 10  // pairs of commits whose patches are compared, each with two requests
)

// markShipped finds the changes that the base, or a patch release on a branch beside it, already has as a cherry-pick: a fix that shipped
// in a patch release must not count again in the next minor release. A history without branches has none.
func (g *gathering) markShipped(ctx context.Context) error {
	branches := g.MergeBase != g.Base || g.Beside != "" || slices.ContainsFunc(g.Commits, func(c Commit) bool { return c.Merge() })
	if g.Base == "" || g.MergeBase == "" || !branches || len(g.Commits) == 0 {
		return nil
	}
	picks := picks{map[string]string{}, map[string]string{}, map[string]string{}}
	for _, end := range []string{g.Beside, g.Base} {
		if end == "" {
			continue
		}
		listed, _, err := g.gh.Commits(ctx, end, maxShippedRead)
		if err != nil {
			return g.ignorePermanent(err)
		}
		picks.add(listed)
	}
	verified := 0
	for _, c := range g.Changes() {
		whole := c.Commit
		if c.Pull != nil {
			whole = g.onlyCommit(c.Pull)
		}
		if whole == nil {
			continue
		}
		pick, certain := picks.pickOf(whole, c.Title(), g.authored[whole.SHA])
		if pick == "" || pick == whole.SHA {
			continue
		}
		if !certain {
			if verified == maxShippedVerified {
				continue
			}
			verified++
			same, err := g.samePatch(ctx, whole.SHA, pick)
			if err != nil {
				return g.ignorePermanent(err)
			}
			if !same {
				continue
			}
		}
		if c.Pull != nil {
			c.Pull.Shipped = pick
		}
		whole.Shipped = pick
	}
	return nil
}

// ignorePermanent drops errors that a retry does not fix: the notes then name a change twice.
func (g *gathering) ignorePermanent(err error) error {
	if githubapp.Permanent(err) {
		return nil
	}
	return err
}

// picks are commits of earlier releases that may be cherry-picks, by origin, by title, and by author and date, which a cherry-pick keeps
// under any title.
type picks struct{ byOrigin, byTitle, byAuthor map[string]string }

// add adds the history of a release, the newest first.
func (p picks) add(listed []*github.RepositoryCommit) {
	undone := map[string]bool{}
	for _, c := range listed {
		title, body, _ := strings.Cut(c.GetCommit().GetMessage(), "\n")
		if len(c.Parents) > 1 {
			continue
		}
		key := titleKey(title)
		if u, ok := undoingOf(title); ok {
			undone[titleKey(u.header)] = true
		}
		if undone[key] {
			continue
		}
		for _, m := range picked.FindAllStringSubmatch(body, -1) {
			p.byOrigin[m[1]] = c.GetSHA()
		}
		if key != "" && p.byTitle[key] == "" {
			p.byTitle[key] = c.GetSHA()
		}
		if by := authored(c); p.byAuthor[by] == "" {
			p.byAuthor[by] = c.GetSHA()
		}
	}
}

// pickOf returns the pick of a commit; it is certain if the pick names the commit.
func (p picks) pickOf(c *Commit, title, by string) (sha string, certain bool) {
	if sha := p.byOrigin[c.SHA]; sha != "" {
		return sha, true
	}
	if sha := p.byTitle[titleKey(c.Title)]; sha != "" {
		return sha, false
	}
	if sha := p.byTitle[titleKey(title)]; sha != "" {
		return sha, false
	}
	return p.byAuthor[by], false
}

// authored returns a commit's author and date.
func authored(c *github.RepositoryCommit) string {
	by := c.GetCommit().GetAuthor()
	return by.GetEmail() + " " + by.GetDate().UTC().Format(time.RFC3339)
}

// titleKey returns a title without its lead and numbers, in lower case.
func titleKey(title string) string {
	return strings.ToLower(ParseTitle(title, func(string) bool { return false }).Text)
}

// samePatch reports whether two commits add and remove the same lines of the same files, wherever they stand in them.
func (g *gathering) samePatch(ctx context.Context, a, b string) (bool, error) {
	first, err := g.src.At(a).Files(ctx)
	if err != nil {
		return false, err
	}
	second, err := g.src.At(b).Files(ctx)
	if err != nil {
		return false, err
	}
	return slices.Equal(patchLines(first), patchLines(second)), nil
}

// patchLines returns the parts by which patches are compared: the files and the lines that they add and remove.
func patchLines(patches []diff.Patch) (lines []string) {
	for _, p := range patches {
		lines = append(lines, p.Path)
		for l := range strings.Lines(p.Text) {
			if l[0] == '+' || l[0] == '-' {
				lines = append(lines, strings.TrimRight(l, "\r\n"))
			}
		}
	}
	return lines
}
