package repository

import "github.com/devplus-app/devplus/shared/githubapp"

// firstParents returns the newest commit and its first parents as far as they were read, newest first.
func firstParents(commits []githubapp.Commit) []string {
	if len(commits) == 0 {
		return nil
	}
	parents := make(map[string]string, len(commits))
	for _, c := range commits {
		parents[c.SHA] = c.Parent
	}
	var chain []string
	for sha := commits[0].SHA; sha != ""; {
		chain = append(chain, sha)
		parent, read := parents[sha]
		if !read {
			break // the parent of the oldest commit read, to compare that commit with
		}
		sha = parent
	}
	return chain
}

// period is a stretch of a chain of commits, by the indexes of its ends.
type period struct{ newer, older int }

// periods splits a chain of n commits, newest first, into at most limit stretches of about the same length.
func periods(n, limit int) []period {
	var list []period
	count := min(n-1, limit)
	for i := range count {
		list = append(list, period{i * (n - 1) / count, (i + 1) * (n - 1) / count})
	}
	return list
}
