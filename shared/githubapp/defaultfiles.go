package githubapp

import (
	"context"
	"errors"
	"fmt"
)

// Also is what is asked beside the default branch's files.
type Also struct {
	Recent bool // the newest pull requests
	Pull   int  // the number of a pull request whose issues and failed checks are asked for; 0: none
	Base   bool // the merge base of that pull request
}

// Defaults are files of the default branch by path, and what was asked beside them.
type Defaults struct {
	Files  map[string]Blob
	Recent []RecentPull  // newest first, at most maxRecentPulls, but for those closed without a merge
	Issues []Issue       // of this repository, that the pull request says it closes
	Failed []FailedCheck // of other Apps, at the pull request's head
	Head   string        // SHA of that head
	Base   string        // SHA of the merge base; "" if it is not known
}

// DefaultFiles returns those of the files that are on the head of the default branch, in one request. What is asked beside them is missing
// if GitHub does not show it or takes too long.
func (r *Repository) DefaultFiles(ctx context.Context, paths []string, also Also) (Defaults, error) {
	d, err := r.defaultFiles(ctx, paths, also)
	if also != (Also{}) && err != nil && (tooMuch(ctx, err) || errors.Is(err, ErrForbidden)) {
		return r.defaultFiles(ctx, paths, Also{})
	}
	return d, err
}

func (r *Repository) defaultFiles(ctx context.Context, paths []string, also Also) (Defaults, error) {
	parameters, fields, variables := repeat(paths, "String!", "file(path: $v) { object { oid ... on Blob { isBinary isTruncated text } } }")
	beside := ""
	if also.Recent {
		beside = recentPulls
	}
	if also.Pull != 0 {
		parameters += ", $pull: Int!"
		variables["pull"] = also.Pull
		commits := ""
		if also.Base {
			commits = pullCommits
		}
		beside += fmt.Sprintf(" pullRequest(number: $pull) { %s %s }", commits, pullContext)
	}
	query := "query($owner: String!, $name: String!" + parameters + ") { repository(owner: $owner, name: $name) { " + beside +
		" defaultBranchRef { target { ... on Commit {\n" + fields + "} } } } }"
	var answer struct {
		Repository struct {
			PullRequests     recentPullsAnswer
			PullRequest      *pullContextAnswer
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
		return Defaults{}, err
	}
	d := Defaults{Files: make(map[string]Blob, len(paths)), Recent: answer.Repository.PullRequests.pulls()}
	for n, entry := range answersOf(answer.Repository.DefaultBranchRef.Target, len(paths)) {
		if entry != nil {
			d.Files[paths[n]] = Blob{SHA: entry.Object.OID, Text: entry.Object.Text, Binary: entry.Object.IsBinary, Truncated: entry.Object.IsTruncated}
		}
	}
	if pull := answer.Repository.PullRequest; pull != nil {
		d.Issues = pull.issues(r.id)
		d.Failed, d.Head = pull.failed(r.appID)
		d.Base = pull.All.mergeBase()
	}
	return d, nil
}
