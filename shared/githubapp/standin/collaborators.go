package standin

import (
	"net/http"
	"strings"
)

// Grant sets an account's role in the repository: "admin", "maintain", "write", "triage", "read" or "none". Without one it is read, of
// octocat write.
func (s *Server) Grant(login, role string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.roles == nil {
		s.roles = map[string]string{}
	}
	s.roles[strings.ToLower(login)] = role
}

// Issue adds an issue, which only has a number.
func (s *Server) Issue(number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.issues == nil {
		s.issues = map[int]bool{}
	}
	s.issues[number] = true
}

// getPermission is "Get repository permissions for a user". The field permission knows neither maintain nor triage.
func (s *Server) getPermission(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	login := r.PathValue("username")
	role := s.roles[strings.ToLower(login)]
	if role == "" && strings.EqualFold(login, "octocat") {
		role = write
	}
	def(&role, read)
	permission := role
	switch role {
	case "maintain":
		permission = write
	case "triage":
		permission = read
	}
	user := accountObject(Account{Login: login, Type: "User"})
	user["role_name"] = role
	return answer{status: http.StatusOK, body: object{"permission": permission, "role_name": role, "user": user}}
}

// AccountID returns the ID that the stand-in gives to a login.
func (*Server) AccountID(login string) int64 { return accountID(login) }
