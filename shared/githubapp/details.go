package githubapp

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// CommitDetails is what GitHub knows about a commit beyond Git.
type CommitDetails struct {
	SHA       string
	Additions int
	Deletions int
	Files     int
	Checks    string       // StatusState of all checks but the App's own; "" if nothing else ran
	Pulls     []MergedPull // merged pull requests of this repository with the commit, at most 5
}

// MergedPull is a merged pull request. States are GraphQL's: SUCCESS, APPROVED.
type MergedPull struct {
	Number     int
	Title      string
	Body       string
	URL        string
	Author     string // "" for a deleted account; an App's ends in [bot], as in REST
	AuthorID   string // the node ID of a person
	Bot        bool
	Labels     []string // at most 20
	MergedAt   time.Time
	MergeSHA   string
	BaseRef    string
	HeadRef    string
	HeadSHA    string
	Additions  int
	Deletions  int
	Files      int
	Decision   string // PullRequestReviewDecision; "" if the branch requires no review
	Approvals  []string
	Rejections []string // logins that requested changes and have not approved since
	HeadChecks string   // Checks of the head
}

const pullFields = `fragment pull on PullRequest {
  number title body url merged mergedAt baseRefName headRefName headRefOid additions deletions changedFiles reviewDecision
  repository { databaseId }
  author { __typename login ... on User { id } }
  mergeCommit { oid }
  labels(first: 20) { nodes { name } }
  latestOpinionatedReviews(first: 20) { nodes { state author { login } } }
  statusCheckRollup { ...rollup }
}
` + rollupFields

const detailsQuery = `query($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Commit {
      oid additions deletions changedFilesIfAvailable
      statusCheckRollup { ...rollup }
      associatedPullRequests(first: 5) { nodes { ...pull } }
    }
  }
}
` + pullFields

type graphPull struct {
	Number                               int
	Title, Body, URL                     string
	Merged                               bool
	MergedAt                             time.Time
	BaseRefName, HeadRefName, HeadRefOID string
	Additions, Deletions, ChangedFiles   int
	ReviewDecision                       string
	Repository                           struct{ DatabaseID int64 }
	Author                               struct {
		Typename  string `json:"__typename"`
		Login, ID string
	}
	MergeCommit              struct{ OID string }
	Labels                   struct{ Nodes []struct{ Name string } }
	LatestOpinionatedReviews struct {
		Nodes []struct {
			State  string
			Author struct{ Login string }
		}
	}
	StatusCheckRollup graphRollup
}

func (g *graphPull) pull(appID int64) MergedPull {
	p := MergedPull{
		Number: g.Number, Title: g.Title, Body: g.Body, URL: g.URL, Author: g.Author.Login, AuthorID: g.Author.ID, Bot: g.Author.Typename == "Bot",
		MergedAt: g.MergedAt, MergeSHA: g.MergeCommit.OID, BaseRef: g.BaseRefName, HeadRef: g.HeadRefName, HeadSHA: g.HeadRefOID,
		Additions: g.Additions, Deletions: g.Deletions, Files: g.ChangedFiles, Decision: g.ReviewDecision, HeadChecks: g.StatusCheckRollup.state(appID),
	}
	if p.Bot && !strings.HasSuffix(p.Author, "[bot]") {
		p.Author += "[bot]"
	}
	for _, l := range g.Labels.Nodes {
		p.Labels = append(p.Labels, l.Name)
	}
	for _, r := range g.LatestOpinionatedReviews.Nodes {
		switch {
		case r.Author.Login == g.Author.Login:
		case r.State == "APPROVED":
			p.Approvals = append(p.Approvals, r.Author.Login)
		case r.State == "CHANGES_REQUESTED":
			p.Rejections = append(p.Rejections, r.Author.Login)
		}
	}
	return p
}

// CommitDetails returns details of the commits with these node IDs (REST's node_id), at most 100, in the same order. It omits
// commits that no longer exist, and pull requests of forks, which share commits. Ask by Portions.
func (r *Repository) CommitDetails(ctx context.Context, nodeIDs []string) ([]CommitDetails, error) {
	var answer struct {
		Nodes []*struct {
			OID                                           string
			Additions, Deletions, ChangedFilesIfAvailable int
			StatusCheckRollup                             graphRollup
			AssociatedPullRequests                        struct{ Nodes []graphPull }
		}
	}
	err := r.client.graphQL(ctx, fmt.Sprintf("get the details of %d commits", len(nodeIDs)), detailsQuery, map[string]any{"ids": nodeIDs}, &answer)
	if lacksAny(err) || len(answer.Nodes) != len(nodeIDs) { // a commit that does not exist is null and adds an error
		return nil, err
	}
	var details []CommitDetails
	for _, n := range answer.Nodes {
		if n == nil || n.OID == "" {
			continue
		}
		d := CommitDetails{SHA: n.OID, Additions: n.Additions, Deletions: n.Deletions, Files: n.ChangedFilesIfAvailable, Checks: n.StatusCheckRollup.state(r.appID)}
		for _, p := range n.AssociatedPullRequests.Nodes {
			if p.Merged && p.Repository.DatabaseID == r.id {
				d.Pulls = append(d.Pulls, p.pull(r.appID))
			}
		}
		details = append(details, d)
	}
	return details, nil
}

// MergedPulls returns the merged pull requests among these numbers, at most 100.
func (r *Repository) MergedPulls(ctx context.Context, numbers []int) (pulls []MergedPull, err error) {
	err = inBatches(ctx, r, numbers, func(some []int) error {
		found, err := r.mergedPullsAtOnce(ctx, some)
		pulls = append(pulls, found...)
		return err
	})
	return pulls, err
}

func (r *Repository) mergedPullsAtOnce(ctx context.Context, numbers []int) ([]MergedPull, error) {
	parameters, fields, variables := repeat(numbers, "Int!", "issueOrPullRequest(number: $v) { ...pull }")
	query := "query($owner: String!, $name: String!" + parameters + ") { repository(owner: $owner, name: $name) {\n" + fields + "} }\n" + pullFields
	var answer struct{ Repository map[string]*graphPull }
	err := r.graphQL(ctx, fmt.Sprintf("get %d pull requests of %s", len(numbers), r), query, variables, &answer)
	if lacksAny(err) || answer.Repository == nil { // an unused number is null and adds an error
		return nil, err
	}
	var pulls []MergedPull
	for _, p := range answersOf(answer.Repository, len(numbers)) {
		if p != nil && p.Merged {
			pulls = append(pulls, p.pull(r.appID))
		}
	}
	return pulls, nil
}

// Contributed returns those of the accounts, given by at most 100 node IDs, that have a commit in the history of sha.
func (r *Repository) Contributed(ctx context.Context, sha string, ids []string) (known []string, err error) {
	err = inBatches(ctx, r, ids, func(some []string) error {
		found, err := r.contributedAtOnce(ctx, sha, some)
		known = append(known, found...)
		return err
	})
	return known, err
}

func (r *Repository) contributedAtOnce(ctx context.Context, sha string, ids []string) ([]string, error) {
	parameters, fields, variables := repeat(ids, "ID!", "history(first: 1, author: {id: $v}) { totalCount }")
	query := "query($owner: String!, $name: String!, $sha: GitObjectID!" + parameters + ") {\n" +
		"  repository(owner: $owner, name: $name) { object(oid: $sha) { ... on Commit {\n" + fields + "} } }\n}"
	variables["sha"] = sha
	var answer struct {
		Repository struct {
			Object map[string]struct{ TotalCount int }
		}
	}
	if err := r.graphQL(ctx, fmt.Sprintf("look for %d authors in %s@%.7s", len(ids), r, sha), query, variables, &answer); err != nil {
		return nil, err
	}
	var known []string
	for n, history := range answersOf(answer.Repository.Object, len(ids)) {
		if history.TotalCount > 0 {
			known = append(known, ids[n])
		}
	}
	return known, nil
}
