package githubapp

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"
)

// Overview is a repository as it is now.
type Overview struct {
	ID          int64
	Owner, Name string // current: a renamed repository is found by its old name
	URL         string
	Archived    bool // by its owner; it is read-only
	Disabled    bool // by GitHub
	Empty       bool // it has no commit
	Fork        bool
	CreatedAt   time.Time // on GitHub
	License     string    // SPDX ID; "NOASSERTION" if GitHub does not know the text, "" if there is none
	Branch      string    // the default branch
	HeadSHA     string    // of the default branch; empty if there is no commit
	HeadAt      time.Time // time of the head commit
	Commits     int       // in the head's history
	OpenPulls   int
	Pulls       []OpenPull // the newest of the open pull requests, at most 50
	Shared      []string   // files of the owner's repository ".github", which GitHub applies to all others; none if the App can't see it
	Rules       *Rules     // of the default branch; nil if none is visible to the App
}

// Rules protect a branch. Rules that the App may not see are missing.
type Rules struct {
	Reviews       int  // approvals that a pull request needs
	PullRequests  bool // nothing is pushed without one
	Checks        bool // some must succeed
	NoForcePushes bool
}

// OpenPull is an open pull request.
type OpenPull struct {
	Number    int
	HeadSHA   string
	Draft     bool
	CreatedAt time.Time
}

const overviewQuery = `query($owner: String!, $name: String!, $first: Int!, $pulls: String, $rules: String) {
  repository(owner: $owner, name: $name) {
    databaseId name owner { login } url isArchived isDisabled isEmpty isFork createdAt
    licenseInfo { spdxId }
    pullRequests(states: OPEN, first: $first, after: $pulls, orderBy: {field: CREATED_AT, direction: DESC}) {
      totalCount pageInfo { hasNextPage endCursor } nodes { number headRefOid isDraft createdAt }
    }
    defaultBranchRef { name target { oid ... on Commit { committedDate history(first: 1) { totalCount } } }
      refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts allowsForcePushes }
      rules(first: $first, after: $rules) { pageInfo { hasNextPage endCursor } nodes { type parameters { __typename ... on PullRequestParameters { requiredApprovingReviewCount } } } } }
  }
  shared: repository(owner: $owner, name: ".github") {
    top: object(expression: "HEAD:") { ...names } inner: object(expression: "HEAD:.github") { ...names } docs: object(expression: "HEAD:docs") { ...names }
  }
}
fragment names on GitObject { __typename ... on Tree { entries { name type } } }`

// names lists the entries of a folder.
type names struct{ Entries []struct{ Name, Type string } }

func (n names) files(folder string) (paths []string) {
	for _, e := range n.Entries {
		if e.Type == "blob" {
			paths = append(paths, path.Join(folder, e.Name))
		}
	}
	return paths
}

// branchRules are the rules of branch protection and of rulesets.
type branchRules struct {
	RefUpdateRule *struct {
		RequiredApprovingReviewCount int
		RequiredStatusCheckContexts  []string
		AllowsForcePushes            bool
	}
	Rules struct {
		PageInfo pageInfo
		Nodes    []struct {
			Type       string
			Parameters struct{ RequiredApprovingReviewCount int }
		}
	}
}

func (b branchRules) rules() *Rules {
	if b.RefUpdateRule == nil && len(b.Rules.Nodes) == 0 {
		return nil
	}
	var r Rules
	if u := b.RefUpdateRule; u != nil {
		r = Rules{
			Reviews: u.RequiredApprovingReviewCount, PullRequests: u.RequiredApprovingReviewCount > 0, Checks: len(u.RequiredStatusCheckContexts) > 0,
			NoForcePushes: !u.AllowsForcePushes,
		}
	}
	for _, n := range b.Rules.Nodes {
		switch n.Type {
		case "PULL_REQUEST":
			r.PullRequests, r.Reviews = true, max(r.Reviews, n.Parameters.RequiredApprovingReviewCount)
		case "REQUIRED_STATUS_CHECKS", "WORKFLOWS":
			r.Checks = true
		case "NON_FAST_FORWARD":
			r.NoForcePushes = true
		}
	}
	return &r
}

// maxOpenPulls bounds the open pull requests and the rules that are read.
const maxOpenPulls = 50

// Overview returns the repository as it is now, or ErrNotFound if it no longer exists.
func (r *Repository) Overview(ctx context.Context) (o Overview, err error) {
	var pulls []OpenPull
	var branch branchRules
	variables := map[string]any{"pulls": nil, "rules": nil}
	err = r.Portions(ctx, maxOpenPulls, maxOpenPulls, func(_, size int) (bool, error) {
		var answer overview
		variables["first"] = size
		err := r.graphQL(ctx, fmt.Sprintf("get repository %s", r), overviewQuery, variables, &answer)
		// Most owners have no shared files, and an installation may lack the permission to see the rules: the rest is complete.
		if err != nil && (answer.Repository.DatabaseID == 0 || !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrForbidden)) {
			return false, err
		}
		o = answer.overview()
		pulls = append(pulls, o.Pulls...)
		found := &answer.Repository.DefaultBranchRef.branchRules
		branch.RefUpdateRule, branch.Rules.Nodes = found.RefUpdateRule, append(branch.Rules.Nodes, found.Rules.Nodes...)
		more := false
		for name, page := range map[string]pageInfo{"pulls": answer.Repository.PullRequests.PageInfo, "rules": found.Rules.PageInfo} {
			more = more || page.HasNextPage
			if page.EndCursor != "" { // else the page is empty
				variables[name] = page.EndCursor
			}
		}
		return more, nil
	})
	if err != nil {
		return Overview{}, err
	}
	o.Pulls, o.Rules = pulls, branch.rules()
	return o, nil
}

type overview struct {
	Repository struct {
		DatabaseID                              int64
		Name, URL                               string
		Owner                                   struct{ Login string }
		IsArchived, IsDisabled, IsEmpty, IsFork bool
		CreatedAt                               time.Time
		LicenseInfo                             struct{ SpdxID string }
		PullRequests                            struct {
			TotalCount int
			PageInfo   pageInfo
			Nodes      []struct {
				Number     int
				HeadRefOID string
				IsDraft    bool
				CreatedAt  time.Time
			}
		}
		DefaultBranchRef struct {
			branchRules
			Name   string
			Target struct {
				OID           string
				CommittedDate time.Time
				History       struct{ TotalCount int }
			}
		}
	}
	Shared struct{ Top, Inner, Docs names }
}

// overview converts the answer, but for the rules.
func (a *overview) overview() Overview {
	now, branch, of := &a.Repository, &a.Repository.DefaultBranchRef, a.Shared
	o := Overview{
		ID: now.DatabaseID, Owner: now.Owner.Login, Name: now.Name, URL: now.URL, Archived: now.IsArchived, Disabled: now.IsDisabled, Empty: now.IsEmpty || branch.Target.OID == "",
		Fork: now.IsFork, CreatedAt: now.CreatedAt, License: now.LicenseInfo.SpdxID, Branch: branch.Name, HeadSHA: branch.Target.OID,
		HeadAt: branch.Target.CommittedDate, Commits: branch.Target.History.TotalCount, OpenPulls: now.PullRequests.TotalCount,
		Shared: slices.Concat(of.Top.files(""), of.Inner.files(".github"), of.Docs.files("docs")),
	}
	for _, p := range now.PullRequests.Nodes {
		o.Pulls = append(o.Pulls, OpenPull{Number: p.Number, HeadSHA: p.HeadRefOID, Draft: p.IsDraft, CreatedAt: p.CreatedAt})
	}
	return o
}
