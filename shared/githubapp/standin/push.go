package standin

import (
	"encoding/json"
	"fmt"
)

// PushPayload returns the payload of a push event: a branch moved from one commit to another. The commits between are left out, as for a
// push of more than 2,048.
func (s *Server) PushPayload(branch, before, after string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.envelope("", Account{Login: "octocat", Type: "User"})
	delete(payload, "action")
	payload["ref"], payload["before"], payload["after"] = "refs/heads/"+branch, before, after
	payload["base_ref"], payload["created"], payload["deleted"], payload["forced"] = nil, false, false, false
	payload["compare"] = fmt.Sprintf("%s/%s/compare/%.12s...%.12s", webURL, s.fullName(), before, after)
	payload["commits"], payload["head_commit"] = []object{}, nil
	payload["pusher"] = object{"name": "octocat", "email": "octocat@example.com"}
	return json.Marshal(payload)
}
