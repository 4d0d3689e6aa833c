package standin

import "fmt"

// checkRunObject is a check run; the lock is held.
func (s *Server) checkRunObject(r *CheckRun) object {
	api := fmt.Sprintf("%s/check-runs/%d", s.repoURL(), r.ID)
	return object{
		"id": r.ID, "node_id": nodeID("CheckRun", r.ID), "name": r.Name, "head_sha": r.HeadSHA, "external_id": r.ExternalID,
		"url": api, "html_url": r.HTMLURL, "details_url": r.DetailsURL, "status": r.Status, "conclusion": optional(r.Conclusion),
		"started_at": stamp(r.StartedAt), "completed_at": stamp(r.CompletedAt),
		"check_suite": object{"id": suiteID(r.HeadSHA)}, "app": s.appObject(r.AppID), "pull_requests": s.pullsAt(r.HeadSHA),
		"output": object{
			"title": optional(r.Title), "summary": optional(r.Summary), "text": optional(r.Text),
			"annotations_count": len(r.Annotations), "annotations_url": api + "/annotations",
		},
	}
}

// pullsAt returns the open pull requests with that head. GitHub omits those from forks ("Using the REST API to interact
// with checks").
func (s *Server) pullsAt(sha string) []object {
	found := []object{}
	for _, p := range s.pullsWith(sha) {
		if p.State == "open" && !p.Fork {
			found = append(found, s.pullReference(p))
		}
	}
	return found
}
