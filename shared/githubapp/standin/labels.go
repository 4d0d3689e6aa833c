package standin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// Label is a label as GitHub shows it.
type Label struct{ Color, Description string }

// Labels returns the names of a pull request's labels, in the order in which it got them.
func (s *Server) Labels(number int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.pulls[number].Labels)
}

// LabelOf returns the repository's label of that name; a new one is gray.
func (s *Server) LabelOf(name string) Label {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.label(name)
}

func (s *Server) label(name string) Label {
	l := s.labels[name]
	def(&l.Color, "ededed")
	return l
}

func (s *Server) labelObject(name string) object {
	l := s.label(name)
	return object{
		"id": accountID(name), "node_id": nodeID("Label", accountID(name)), "url": s.repoURL() + "/labels/" + url.PathEscape(name), "name": name,
		"description": optional(l.Description), "color": l.Color, "default": false,
	}
}

func (s *Server) labelObjects(names []string) []object {
	all := make([]object, len(names))
	for i, name := range names {
		all[i] = s.labelObject(name)
	}
	return all
}

// addLabels is "Add labels to an issue".
func (s *Server) addLabels(r *http.Request) answer {
	var req struct {
		Labels []string `json:"labels"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	return s.editLabels(r, func(p *pull) bool {
		for _, name := range req.Labels {
			if !slices.Contains(p.Labels, name) {
				p.Labels = append(slices.Clip(p.Labels), name)
			}
		}
		return true
	})
}

// removeLabel is "Remove a label from an issue".
func (s *Server) removeLabel(r *http.Request) answer {
	return s.editLabels(r, func(p *pull) bool {
		i := slices.Index(p.Labels, r.PathValue("name"))
		if i >= 0 {
			p.Labels = slices.Delete(slices.Clone(p.Labels), i, i+1)
		}
		return i >= 0
	})
}

// editLabels answers with the labels of a pull request after the change.
func (s *Server) editLabels(r *http.Request, change func(*pull) bool) answer {
	number, _ := strconv.Atoi(r.PathValue("issue_number"))
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pulls[number]
	if p == nil || !change(p) {
		return notFound
	}
	return answer{status: http.StatusOK, body: s.labelObjects(p.Labels)}
}

// updateLabel is "Update a label".
func (s *Server) updateLabel(r *http.Request) answer {
	var req struct{ Color, Description string }
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name := r.PathValue("name")
	if s.labels == nil {
		s.labels = map[string]Label{}
	}
	s.labels[name] = Label{req.Color, req.Description}
	return answer{status: http.StatusOK, body: s.labelObject(name)}
}
