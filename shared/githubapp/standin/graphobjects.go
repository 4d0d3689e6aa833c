package standin

import (
	"fmt"
	"slices"
	"strings"
)

// The objects of the GraphQL API. Fields are computed when a query selects them.

func commitNodeID(sha string) string { return "C_" + sha }

func (s *Server) graphRoot() object {
	return object{
		"__typename": "Query",
		"repository": resolver(func(args object) (any, error) {
			owner, _ := args["owner"].(string)
			name, _ := args["name"].(string)
			if organization, ok := s.graphOrganization(); ok && strings.EqualFold(owner, s.o.Owner) && name == ".github" {
				return organization, nil
			}
			if !strings.EqualFold(owner, s.o.Owner) || !strings.EqualFold(name, s.o.Name) && (name == "" || !strings.EqualFold(name, s.o.FormerName)) {
				return nil, &graphError{"NOT_FOUND", fmt.Sprintf("Could not resolve to a Repository with the name '%s/%s'.", owner, name)}
			}
			return s.graphRepository(), nil
		}),
		"nodes": resolver(s.graphNodes),
	}
}

func (s *Server) graphNodes(args object) (any, error) {
	ids, _ := args["ids"].([]any)
	if len(ids) > 100 {
		return nil, &graphError{"ARGUMENT_LIMIT", "You may not provide more than 100 node ids; you provided " + fmt.Sprint(len(ids))}
	}
	h, err := s.currentHistory()
	if err != nil {
		return nil, err
	}
	var shas []string
	for _, id := range ids {
		if sha, ok := strings.CutPrefix(fmt.Sprint(id), "C_"); ok && h.commits[sha] != nil {
			shas = append(shas, sha)
		}
	}
	stats, err := s.stats(shas)
	if err != nil {
		return nil, err
	}
	nodes := make([]object, len(ids))
	for i, id := range ids {
		if c := h.commits[strings.TrimPrefix(fmt.Sprint(id), "C_")]; c != nil {
			nodes[i] = s.graphCommit(h, c, stats)
		}
	}
	return nodes, nil
}

func (s *Server) graphRepository() object {
	return object{
		"__typename": "Repository", "databaseId": s.o.RepositoryID, "id": nodeID("Repository", s.o.RepositoryID), "name": s.o.Name,
		"nameWithOwner": s.fullName(), "isArchived": s.o.Archived, "object": resolver(func(args object) (any, error) {
			if expression, ok := args["expression"].(string); ok {
				return s.graphExpression(expression)
			}
			return s.graphObject(fmt.Sprint(args["oid"]))
		}),
		"owner": graphActor(s.owner()), "url": webURL + "/" + s.fullName(), "isDisabled": s.o.Disabled, "isFork": s.o.Fork, "createdAt": stamp(founded),
		"licenseInfo": nil, "defaultBranchRef": resolver(func(object) (any, error) { return s.graphDefaultBranch() }),
		"isEmpty":      resolver(func(object) (any, error) { _, err := s.commit(s.o.DefaultBranch); return err != nil, nil }),
		"pullRequests": resolver(s.graphPulls),
		"mergeQueue":   resolver(s.graphMergeQueue),
		"ref":          resolver(func(args object) (any, error) { return s.graphRef(fmt.Sprint(args["qualifiedName"])) }),
		"refs":         resolver(s.graphRefs),
		"deployments": resolver(func(args object) (any, error) {
			environments, _ := args["environments"].([]any)
			return connection(args, s.graphDeployments(environments))
		}),
		"pullRequest": resolver(func(args object) (any, error) {
			number, _ := integer(args["number"])
			if p := s.pull(number); p != nil {
				return s.graphPull(p, nil), nil
			}
			return nil, &graphError{"NOT_FOUND", fmt.Sprintf("Could not resolve to a PullRequest with the number of %d.", number)}
		}),
		"issueOrPullRequest": resolver(func(args object) (any, error) {
			number, _ := integer(args["number"])
			if p := s.pull(number); p != nil {
				return s.graphPull(p, nil), nil
			}
			return nil, &graphError{"NOT_FOUND", fmt.Sprintf("Could not resolve to an issue or pull request with the number of %d.", number)}
		}),
	}
}

// graphRef returns a branch or tag by its full name; nil if there is none.
func (s *Server) graphRef(name string) (any, error) {
	refs, err := s.refs(refQuery{prefix: name})
	if err != nil || len(refs) == 0 || refs[0].name != name {
		return nil, err
	}
	return refs[0].graph(""), nil
}

func (s *Server) graphRefs(args object) (any, error) {
	prefix := fmt.Sprint(args["refPrefix"])
	order, _ := args["orderBy"].(object)
	refs, err := s.refs(refQuery{prefix, order["field"] == "TAG_COMMIT_DATE" && order["direction"] == "DESC"})
	if err != nil {
		return nil, err
	}
	if part, _ := args["query"].(string); part != "" {
		refs = slices.DeleteFunc(slices.Clone(refs), func(r ref) bool { return !strings.Contains(strings.TrimPrefix(r.name, prefix), part) })
	}
	return pageOf(args, len(refs), func(i int) object { return refs[i].graph(prefix) })
}

func (r ref) graph(prefix string) object {
	name := strings.TrimPrefix(r.name, prefix)
	if prefix == "" {
		for _, p := range []string{"refs/tags/", "refs/heads/"} {
			name = strings.TrimPrefix(name, p)
		}
	}
	var target object
	for _, o := range slices.Backward(r.objects) {
		next := target
		target = object{"__typename": o.kind, "oid": o.sha}
		switch o.kind {
		case "Commit":
			target["committedDate"] = stamp(o.at)
		case "Tag":
			target["tagger"] = object{"__typename": "GitActor", "date": stamp(o.at)}
			target["target"] = next
		}
	}
	return object{"__typename": "Ref", "name": name, "target": target}
}

// graphCommit returns a commit. stats are those of all requested commits; nil computes them one by one.
func (s *Server) graphCommit(h *history, c *gitCommit, stats map[string]stat) object {
	counted := func(of func(stat) int) resolver {
		return func(object) (any, error) {
			if stats == nil {
				var err error
				if stats, err = s.stats([]string{c.sha}); err != nil {
					return nil, err
				}
			}
			return of(stats[c.sha]), nil
		}
	}
	return object{
		"__typename": "Commit", "id": commitNodeID(c.sha), "oid": c.sha, "committedDate": stamp(c.at),
		"message": strings.TrimSpace(c.title + "\n\n" + c.body), "messageHeadline": c.title, "messageBody": c.body,
		"additions":               counted(func(n stat) int { return n.additions }),
		"deletions":               counted(func(n stat) int { return n.deletions }),
		"changedFilesIfAvailable": counted(func(n stat) int { return n.files }),
		"statusCheckRollup":       resolver(func(object) (any, error) { return s.graphRollup(c.sha), nil }),
		"associatedPullRequests": resolver(func(args object) (any, error) {
			var pulls []object
			for _, p := range s.pullsOf(h, c.sha) {
				pulls = append(pulls, s.graphPull(p, stats))
			}
			return connection(args, pulls)
		}),
		"parents": resolver(func(args object) (any, error) {
			parents := make([]object, len(c.parents))
			for i, sha := range c.parents {
				parents[i] = object{"__typename": "Commit", "oid": sha}
			}
			return connection(args, parents)
		}),
		"author":  graphGitActor(c),
		"history": resolver(func(args object) (any, error) { return s.graphHistory(h, c, args) }),
		"blame":   resolver(func(args object) (any, error) { return s.graphBlame(h, c, fmt.Sprint(args["path"])) }),
		"file":    resolver(func(args object) (any, error) { return s.graphFile(c.sha, fmt.Sprint(args["path"])) }),
	}
}

// graphRollup returns the combined state of a commit's check runs; nil if there are none.
func (s *Server) graphRollup(sha string) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	state, contexts := "", []object{}
	for _, r := range s.index.runs[sha] {
		var conclusion any
		switch {
		case r.Status != "completed":
			if state != "FAILURE" {
				state = "PENDING"
			}
		case slices.Contains([]string{"failure", "cancelled", "timed_out", "action_required", "startup_failure"}, r.Conclusion):
			state = "FAILURE"
		case state == "":
			state = "SUCCESS"
		}
		if r.Conclusion != "" {
			conclusion = strings.ToUpper(r.Conclusion)
		}
		app := object{"__typename": "App", "databaseId": r.AppID}
		contexts = append(contexts, object{
			"__typename": "CheckRun", "name": r.Name, "status": strings.ToUpper(r.Status), "conclusion": conclusion,
			"checkSuite": object{"__typename": "CheckSuite", "app": app},
		})
	}
	if state == "" {
		return nil
	}
	return object{
		"__typename": "StatusCheckRollup", "state": state,
		"contexts": resolver(func(args object) (any, error) { return connection(args, contexts) }),
	}
}

// graphDeployments returns the deployments to the environments, newest first.
func (s *Server) graphDeployments(environments []any) []object {
	s.mu.Lock()
	defer s.mu.Unlock()
	nodes := []object{}
	for _, d := range slices.Backward(s.deployments) {
		if len(environments) > 0 && !slices.Contains(environments, any(d.Environment)) {
			continue
		}
		statuses := make([]object, len(d.States))
		for i, state := range d.States {
			statuses[len(d.States)-1-i] = object{"__typename": "DeploymentStatus", "state": strings.ToUpper(state)}
		}
		var branch any
		if d.Ref != "" {
			branch = object{"__typename": "Ref", "name": d.Ref}
		}
		nodes = append(nodes, object{
			"__typename": "Deployment", "databaseId": d.ID, "commitOid": d.SHA, "createdAt": stamp(d.CreatedAt), "ref": branch,
			"environment": d.Environment,
			"statuses":    resolver(func(args object) (any, error) { return connection(args, statuses) }),
		})
	}
	return nodes
}
