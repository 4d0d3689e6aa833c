package standin

import (
	"net/http"
	"strconv"
)

// maxPullCommits is how many commits of a pull request GitHub lists.
const maxPullCommits = 250

// listPullCommits is "List commits on a pull request".
func (s *Server) listPullCommits(r *http.Request) answer {
	number, err := strconv.Atoi(r.PathValue("pull_number"))
	p := s.pull(number)
	if err != nil || p == nil {
		return notFound
	}
	var all []object
	if p.Files != nil {
		signatures := p.Commits
		if signatures == nil {
			signatures = []Signature{{Author: p.Author, Committer: p.Author}}
		}
		for _, signed := range signatures {
			c := s.commitObject(&gitCommit{
				sha: p.headSHA, name: signed.Author.Login, email: signed.Author.Login + "@example.com", at: founded, authored: founded, title: p.Title,
			})
			c["author"], c["committer"] = knownAccount(signed.Author), knownAccount(signed.Committer)
			c["commit"].(object)["verification"] = object{
				"verified": signed.Verified, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil,
			}
			all = append(all, c)
		}
	} else {
		h, err := s.currentHistory()
		if err != nil {
			return failure(http.StatusInternalServerError, err.Error())
		}
		for _, sha := range h.between(p.baseSHA, p.headSHA) {
			all = append([]object{s.commitObject(h.commits[sha])}, all...)
		}
	}
	listed, header := page(r, all[:min(len(all), maxPullCommits)])
	return answer{status: http.StatusOK, header: header, body: listed}
}

// SetTitle edits the pull request's title.
func (s *Server) SetTitle(number int, title string) error {
	return s.edit(number, "retitle", func(p *pull) error { p.Title, p.fromSHA = title, ""; return nil })
}

// SetLabels replaces the pull request's labels.
func (s *Server) SetLabels(number int, labels ...string) error {
	return s.edit(number, "label", func(p *pull) error { p.Labels = labels; return nil })
}
