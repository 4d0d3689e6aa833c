package githubapp

import (
	"context"
	"errors"
	"fmt"
)

// DefaultFiles returns those of the files that are on the head of the default branch, by path, in one request. With recent, it also returns
// the newest pull requests, but for those closed without a merge, newest first, at most maxRecentPulls; none if GitHub does not show them
// or takes too long.
func (r *Repository) DefaultFiles(ctx context.Context, paths []string, recent bool) (map[string]Blob, []RecentPull, error) {
	files, pulls, err := r.defaultFiles(ctx, paths, recent)
	if recent && err != nil && (tooMuch(ctx, err) || errors.Is(err, ErrForbidden)) {
		return r.defaultFiles(ctx, paths, false)
	}
	return files, pulls, err
}

func (r *Repository) defaultFiles(ctx context.Context, paths []string, recent bool) (map[string]Blob, []RecentPull, error) {
	parameters, fields, variables := repeat(paths, "String!", "file(path: $v) { object { oid ... on Blob { isBinary isTruncated text } } }")
	pulls := ""
	if recent {
		pulls = recentPulls
	}
	query := "query($owner: String!, $name: String!" + parameters + ") { repository(owner: $owner, name: $name) { " + pulls +
		" defaultBranchRef { target { ... on Commit {\n" + fields + "} } } } }"
	var answer struct {
		Repository struct {
			PullRequests     recentPullsAnswer
			DefaultBranchRef struct {
				Target map[string]*struct {
					Object struct {
						OID                   string
						IsBinary, IsTruncated bool
						Text                  string
					}
				}
			}
		}
	}
	if err := r.graphQL(ctx, fmt.Sprintf("get %d files of the default branch of %s", len(paths), r), query, variables, &answer); err != nil {
		return nil, nil, err
	}
	files := make(map[string]Blob, len(paths))
	for n, entry := range answersOf(answer.Repository.DefaultBranchRef.Target, len(paths)) {
		if entry != nil {
			files[paths[n]] = Blob{SHA: entry.Object.OID, Text: entry.Object.Text, Binary: entry.Object.IsBinary, Truncated: entry.Object.IsTruncated}
		}
	}
	return files, answer.Repository.PullRequests.pulls(), nil
}
