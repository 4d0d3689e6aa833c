package standin

import (
	"fmt"
	"strings"
)

func (s *Server) graphPull(p *pull, stats map[string]stat) object {
	diff := func(of func(stat) int) resolver {
		return func(object) (any, error) {
			if counted, ok := stats[p.mergeSHA]; ok && p.mergeSHA != "" {
				return of(counted), nil
			}
			d, err := p.diff()
			if err != nil {
				return nil, err
			}
			n := stat{files: len(d.files)}
			for _, f := range d.files {
				n.additions += f.Additions
				n.deletions += f.Deletions
			}
			return of(n), nil
		}
	}
	var mergeCommit, mergedAt, decision any
	state := strings.ToUpper(p.State)
	if p.merged {
		state, mergedAt = "MERGED", stamp(p.closed)
		if p.mergeSHA != "" {
			mergeCommit = object{"__typename": "Commit", "oid": p.mergeSHA}
		}
	}
	reviews := []object{}
	for _, login := range p.Approvals {
		reviews = append(reviews, graphReview(login, "APPROVED"))
		decision = "APPROVED"
	}
	for _, login := range p.Rejections {
		reviews = append(reviews, graphReview(login, "CHANGES_REQUESTED"))
		decision = "CHANGES_REQUESTED"
	}
	labels := make([]object, len(p.Labels))
	for i, l := range p.Labels {
		labels[i] = object{"__typename": "Label", "name": l}
	}
	list := func(items []object) resolver {
		return func(args object) (any, error) { return connection(args, items) }
	}
	return object{
		"__typename": "PullRequest", "id": nodeID("PullRequest", s.o.RepositoryID*1000+int64(p.Number)), "number": p.Number,
		"title": p.Title, "body": p.Body, "url": fmt.Sprintf("%s/%s/pull/%d", webURL, s.fullName(), p.Number),
		"state": state, "merged": p.merged, "mergedAt": mergedAt, "mergeCommit": mergeCommit, "isDraft": p.Draft,
		"updatedAt": stamp(p.UpdatedAt), "commits": resolver(func(args object) (any, error) { return s.graphPullCommits(args, p) }),
		"baseRefName": p.BaseRef, "headRefName": p.HeadRef, "headRefOid": p.headSHA, "baseRefOid": p.baseSHA,
		"additions":      diff(func(n stat) int { return n.additions }),
		"deletions":      diff(func(n stat) int { return n.deletions }),
		"files":          resolver(p.graphFiles),
		"changedFiles":   diff(func(n stat) int { return n.files }),
		"repository":     object{"__typename": "Repository", "databaseId": s.o.RepositoryID},
		"author":         knownActor(p.Author),
		"labels":         list(labels),
		"reviewDecision": decision, "latestOpinionatedReviews": list(reviews),
		"closingIssuesReferences": list(s.graphClosing(p)),

		"statusCheckRollup": resolver(func(object) (any, error) { return s.graphRollup(p.headSHA), nil }),
		"reviews":           resolver(func(args object) (any, error) { return connection(args, s.graphReviews(p.Number)) }),
		"reviewThreads":     resolver(func(args object) (any, error) { return connection(args, s.graphThreads(p.Number)) }),
	}
}

// graphClosing returns the issues that a pull request closes.
func (s *Server) graphClosing(p *pull) []object {
	issues := make([]object, len(p.Closes))
	for i, issue := range p.Closes {
		def(&issue.RepositoryID, s.o.RepositoryID)
		issues[i] = object{
			"__typename": "Issue", "number": issue.Number, "title": issue.Title, "body": issue.Body,
			"repository": object{"__typename": "Repository", "databaseId": issue.RepositoryID},
		}
	}
	return issues
}

// graphFiles are the changed files of a pull request.
func (p *pull) graphFiles(args object) (any, error) {
	d, err := p.diff()
	if err != nil {
		return nil, err
	}
	nodes := make([]object, len(d.files))
	for i, f := range d.files {
		nodes[i] = object{"__typename": "PullRequestChangedFile", "path": f.Path, "additions": f.Additions, "deletions": f.Deletions}
	}
	return connection(args, nodes)
}

// graphActor returns an account. GraphQL names an App without the suffix "[bot]" of REST.
func graphActor(a Account) object {
	return object{
		"__typename": a.Type, "login": strings.TrimSuffix(a.Login, "[bot]"), "id": nodeID(a.Type, accountID(a.Login)),
	}
}

// knownActor returns an account; nil if it has no login.
func knownActor(a Account) any {
	if a.Login == "" {
		return nil
	}
	return graphActor(a)
}

func graphReview(login, state string) object {
	return object{"__typename": "PullRequestReview", "state": state, "author": graphActor(Account{Login: login, Type: "User"})}
}
