package release

import "slices"

// ownPart is the share of changed lines that a pull request may have of its own and still only bring others: a version that a release
// branch sets, for example (a judgment, not measured).
const ownPart = 0.05

// Integrating returns the numbers of the pull requests that only contain smaller ones of the range, such as a merge of a development
// branch. Their whole diffs would count each change twice. Where commits are not listed, none is known.
func (e *Evidence) Integrating() map[int]bool {
	found := map[int]bool{}
	if e.Unlisted > 0 {
		return found
	}
	commits, size := make(map[string]Commit, len(e.Commits)), make(map[int]int, len(e.Pulls))
	for _, c := range e.Commits {
		commits[c.SHA] = c
	}
	for _, p := range e.Pulls {
		size[p.Number] = len(p.Commits)
	}
	for _, p := range e.Pulls {
		if p.integrates(commits, size) {
			found[p.Number] = true
		}
	}
	return found
}

func (p *Pull) integrates(commits map[string]Commit, size map[int]int) bool {
	merge, own, all := false, 0, 0
	others := map[int]bool{}
	for _, sha := range p.Commits {
		c := commits[sha]
		if c.Merge() {
			merge = true
			continue
		}
		all += 1 + c.Additions + c.Deletions
		i := slices.IndexFunc(c.Pulls, func(n int) bool { return n != p.Number && size[n] < size[p.Number] })
		if i < 0 {
			own += 1 + c.Additions + c.Deletions
			continue
		}
		others[c.Pulls[i]] = true
	}
	return merge && len(others) > 0 && (own == 0 || len(others) > 1 && float64(own) <= ownPart*float64(all))
}
