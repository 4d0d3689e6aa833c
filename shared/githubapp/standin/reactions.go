package standin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// reactions are the contents that GitHub knows.
var reactions = []string{"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"}

// createReaction is "Create reaction for an issue comment".
func (s *Server) createReaction(r *http.Request) answer {
	var req struct {
		Content string `json:"content"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	if !slices.Contains(reactions, req.Content) {
		return invalid("Reaction", "content", "content is not a reaction")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.comments {
		if strconv.FormatInt(c.ID, 10) != r.PathValue("comment_id") {
			continue
		}
		status := http.StatusCreated
		if slices.Contains(c.Reactions, req.Content) {
			status = http.StatusOK
		} else {
			c.Reactions = append(slices.Clip(c.Reactions), req.Content)
		}
		return answer{status: status, body: object{
			"id": c.ID, "node_id": nodeID("Reaction", c.ID), "user": accountObject(s.bot(s.o.AppID)), "content": req.Content, "created_at": stamp(s.now()),
		}}
	}
	return notFound
}

// Reactions returns this App's reactions to a comment, in the order in which they were made.
func (s *Server) Reactions(commentID int64) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.comments {
		if c.ID == commentID {
			return slices.Clone(c.Reactions)
		}
	}
	return nil
}
