package githubapp

import (
	"context"
	"errors"
	"fmt"
	"maps"
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

// DefaultFiles returns those of the files that are on the head of the default branch, in one request, several if that is too big for GitHub.
// What is asked beside them is cut, then left out, and left out at once if GitHub does not show it or takes too long.
func (r *Repository) DefaultFiles(ctx context.Context, paths []string, also Also) (Defaults, error) {
	if also != (Also{}) {
		d, err := r.filesBeside(ctx, paths, also)
		if err == nil || !tooMuch(ctx, err) && !errors.Is(err, ErrForbidden) {
			return d, err
		}
	}
	all := Defaults{Files: make(map[string]Blob, len(paths))}
	err := inBatches(ctx, r, paths, func(some []string) error {
		d, _, err := r.defaultFiles(ctx, some, Also{}, share{})
		maps.Copy(all.Files, d.Files)
		return err
	})
	return all, err
}

// filesBeside returns the files and, in portions by the recent pull requests, what is asked beside them.
func (r *Repository) filesBeside(ctx context.Context, paths []string, also Also) (d Defaults, err error) {
	var page pageInfo
	err = r.Portions(ctx, maxRecentPulls, maxRecentPulls, func(from, size int) (_ bool, err error) {
		if from == 0 {
			d, page, err = r.defaultFiles(ctx, paths, also, share{size, maxRecentPulls})
			return page.HasNextPage, err
		}
		found, err := r.recentPulls(ctx, size, page.EndCursor)
		if err != nil {
			return false, err
		}
		d.Recent, page = append(d.Recent, found.pulls()...), found.PageInfo
		return page.HasNextPage, nil
	})
	return d, err
}

// defaultFiles asks for a share of what is beside the files. It also returns where the page of recent pull requests ends.
func (r *Repository) defaultFiles(ctx context.Context, paths []string, also Also, of share) (Defaults, pageInfo, error) {
	parameters, fields, variables := repeat(paths, "String!", "file(path: $v) { object { oid ... on Blob { isBinary isTruncated text } } }")
	beside := ""
	if also.Recent {
		parameters += ", $first: Int!, $after: String"
		variables["first"], variables["after"] = of.part, nil
		beside = recentPulls
	}
	if also.Pull != 0 {
		parameters += ", $pull: Int!"
		variables["pull"] = also.Pull
		commits := ""
		if also.Base {
			commits = pullCommits(of)
		}
		beside += fmt.Sprintf(" pullRequest(number: $pull) { %s %s }", commits, pullContext(of))
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
		return Defaults{}, pageInfo{}, err
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
	return d, answer.Repository.PullRequests.PageInfo, nil
}
