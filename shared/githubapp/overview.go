package githubapp

import (
	"context"
	"fmt"
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
}

// OpenPull is an open pull request.
type OpenPull struct {
	Number    int
	HeadSHA   string
	Draft     bool
	CreatedAt time.Time
}

const overviewQuery = `query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId name owner { login } url isArchived isDisabled isEmpty isFork createdAt
    licenseInfo { spdxId }
    pullRequests(states: OPEN, first: 50, orderBy: {field: CREATED_AT, direction: DESC}) {
      totalCount nodes { number headRefOid isDraft createdAt }
    }
    defaultBranchRef { name target { oid ... on Commit { committedDate history(first: 1) { totalCount } } } }
  }
}`

// Overview returns the repository as it is now, or ErrNotFound if it no longer exists.
func (r *Repository) Overview(ctx context.Context) (Overview, error) {
	var answer struct {
		Repository struct {
			DatabaseID                              int64
			Name, URL                               string
			Owner                                   struct{ Login string }
			IsArchived, IsDisabled, IsEmpty, IsFork bool
			CreatedAt                               time.Time
			LicenseInfo                             struct{ SpdxID string }
			PullRequests                            struct {
				TotalCount int
				Nodes      []struct {
					Number     int
					HeadRefOID string
					IsDraft    bool
					CreatedAt  time.Time
				}
			}
			DefaultBranchRef struct {
				Name   string
				Target struct {
					OID           string
					CommittedDate time.Time
					History       struct{ TotalCount int }
				}
			}
		}
	}
	err := r.graphQL(ctx, fmt.Sprintf("get repository %s", r), overviewQuery, nil, &answer)
	if err != nil {
		return Overview{}, err
	}
	now, branch := &answer.Repository, &answer.Repository.DefaultBranchRef
	o := Overview{
		ID: now.DatabaseID, Owner: now.Owner.Login, Name: now.Name, URL: now.URL, Archived: now.IsArchived, Disabled: now.IsDisabled, Empty: now.IsEmpty || branch.Target.OID == "",
		Fork: now.IsFork, CreatedAt: now.CreatedAt, License: now.LicenseInfo.SpdxID, Branch: branch.Name, HeadSHA: branch.Target.OID,
		HeadAt: branch.Target.CommittedDate, Commits: branch.Target.History.TotalCount, OpenPulls: now.PullRequests.TotalCount,
	}
	for _, p := range now.PullRequests.Nodes {
		o.Pulls = append(o.Pulls, OpenPull{Number: p.Number, HeadSHA: p.HeadRefOID, Draft: p.IsDraft, CreatedAt: p.CreatedAt})
	}
	return o, nil
}
