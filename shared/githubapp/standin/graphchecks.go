package standin

import (
	"slices"
	"strings"
)

// graphPullCommits returns commits of a pull request, oldest first. The last one is its head, with its check suites: one for each App.
func (s *Server) graphPullCommits(args object, p *pull) (any, error) {
	sha := p.headSHA
	suites := resolver(func(args object) (any, error) {
		filter, _ := args["filterBy"].(object)
		wanted, filtered := integer(filter["appId"])
		var all []object
		for _, app := range s.appsWithRuns(sha) {
			if filtered && app != int64(wanted) {
				continue
			}
			all = append(all, object{
				"__typename": "CheckSuite", "app": object{"__typename": "App", "databaseId": app, "name": s.appObject(app)["name"]},
				"checkRuns": resolver(func(args object) (any, error) {
					filter, _ := args["filterBy"].(object)
					return connection(args, s.graphCheckRuns(sha, app, filter))
				}),
			})
		}
		return connection(args, all)
	})
	var nodes []object
	add := func(commit object) {
		nodes = append(nodes, object{"__typename": "PullRequestCommit", "commit": commit})
	}
	if h, err := s.currentHistory(); err == nil && h.commits[sha] != nil && h.commits[p.baseSHA] != nil {
		between := h.between(p.baseSHA, sha)
		slices.Reverse(between)
		for _, c := range between {
			add(s.graphCommit(h, h.commits[c], nil))
		}
	}
	if len(nodes) == 0 { // its files were given, without a history
		add(object{"__typename": "Commit", "oid": sha, "parents": resolver(func(args object) (any, error) { return connection(args, nil) })})
	}
	nodes[len(nodes)-1]["commit"].(object)["checkSuites"] = suites
	return connection(args, nodes)
}

// appsWithRuns returns the IDs of the Apps that have check runs on a commit.
func (s *Server) appsWithRuns(sha string) (apps []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.runs {
		if r.HeadSHA == sha && !slices.Contains(apps, r.AppID) {
			apps = append(apps, r.AppID)
		}
	}
	return apps
}

// graphCheckRuns returns an App's check runs on a commit, newest first, or only the newest of each name.
func (s *Server) graphCheckRuns(sha string, app int64, filter object) (runs []object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	conclusions, _ := filter["conclusions"].([]any)
	seen := map[string]bool{}
	for _, r := range slices.Backward(s.index.runs[sha]) {
		if r.AppID != app || filter["checkName"] != nil && filter["checkName"] != r.Name || filter["checkType"] == "LATEST" && seen[r.Name] {
			continue
		}
		seen[r.Name] = true
		var conclusion any
		if r.Conclusion != "" {
			conclusion = strings.ToUpper(r.Conclusion)
		}
		if conclusions != nil && !slices.Contains(conclusions, conclusion) {
			continue
		}
		annotations := make([]object, len(r.Annotations))
		for i, a := range r.Annotations {
			annotations[i] = graphAnnotation(a)
		}
		runs = append(runs, object{
			"__typename": "CheckRun", "databaseId": r.ID, "externalId": r.ExternalID, "name": r.Name, "status": strings.ToUpper(r.Status), "conclusion": conclusion,
			"annotations": resolver(func(args object) (any, error) { return connection(args, annotations) }),
		})
	}
	return runs
}

func graphAnnotation(a Annotation) object {
	var title any
	if a.Title != "" {
		title = a.Title
	}
	position := func(line int) object { return object{"__typename": "CheckAnnotationPosition", "line": line} }
	return object{
		"__typename": "CheckAnnotation", "path": a.Path, "annotationLevel": strings.ToUpper(a.Level), "title": title, "message": a.Message,
		"location": object{"__typename": "CheckAnnotationSpan", "start": position(a.StartLine), "end": position(a.EndLine)},
	}
}
