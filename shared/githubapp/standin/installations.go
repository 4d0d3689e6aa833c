package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Repository is another repository of the installation, for lists only.
type Repository struct {
	ID       int64
	Name     string
	Archived bool
	Disabled bool
	Fork     bool
	Size     int // in KB; 0 for an empty one
}

// AddRepository adds a repository to the installation.
func (s *Server) AddRepository(r Repository) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.others = append(s.others, r)
}

// Deselect takes the repository from the installation, or gives it back. Only the list of its repositories shows that.
func (s *Server) Deselect(deselected bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deselected = deselected
}

// listInstallations is "List installations for the authenticated app".
func (s *Server) listInstallations(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []object{}
	if !s.removed {
		all = append(all, s.installationObject())
	}
	listed, header := page(r, all)
	return answer{status: http.StatusOK, header: header, body: listed}
}

// installationObject is the installation; the lock is held.
func (s *Server) installationObject() object {
	id, web := s.o.InstallationID, webURL+"/organizations/"+s.o.Owner+"/settings/installations/"
	account := accountObject(s.owner())
	// GitHub's description requires the fields of a user and of an enterprise; GitHub sends one of them.
	account["name"], account["slug"], account["created_at"], account["updated_at"] = s.o.Owner, s.o.Owner, stamp(founded), stamp(founded)
	var suspendedAt any
	if s.suspended {
		suspendedAt = stamp(founded.Add(time.Hour))
	}
	return object{
		"id": id, "app_id": s.o.AppID, "app_slug": s.slug(s.o.AppID), "account": account, "target_id": accountID(s.o.Owner), "target_type": "Organization",
		"repository_selection": "selected", "access_tokens_url": fmt.Sprintf("%s/app/installations/%d/access_tokens", apiURL, id),
		"repositories_url": apiURL + "/installation/repositories", "html_url": fmt.Sprintf("%s%d", web, id),
		"permissions": s.o.Permissions, "events": []string{"check_run", "check_suite", "pull_request"}, "single_file_name": nil,
		"has_multiple_single_files": false, "single_file_paths": []string{}, "created_at": stamp(founded), "updated_at": stamp(founded),
		"suspended_at": suspendedAt, "suspended_by": nil, "contact_email": nil,
	}
}

// listRepositories is "List repositories accessible to the app installation".
func (s *Server) listRepositories(r *http.Request) answer {
	s.mu.Lock()
	others, deselected := s.others, s.deselected
	s.mu.Unlock()
	own := s.repositoryObject()
	own["size"] = 1
	all := []object{own}
	if deselected {
		all = []object{}
	}
	for _, other := range others {
		o := repositoryObject(other.ID, s.owner(), other.Name, s.o.DefaultBranch, s.o.Private, other.Fork)
		o["archived"], o["disabled"], o["size"] = other.Archived, other.Disabled, other.Size
		all = append(all, o)
	}
	listed, header := page(r, all)
	return answer{status: http.StatusOK, header: header, body: object{"total_count": len(all), "repository_selection": "selected", "repositories": listed}}
}

// getRepository is "Get a repository".
func (s *Server) getRepository(*http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.repositoryObject()
	o["network_count"], o["subscribers_count"] = 0, 0
	return answer{status: http.StatusOK, body: o}
}

// InstallationPayload returns the payload of an installation event, such as "created", or of an installation_repositories event,
// "added". All repositories are in it.
func (s *Server) InstallationPayload(event, action string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	repositories := []object{}
	for _, r := range append([]Repository{{ID: s.o.RepositoryID, Name: s.o.Name}}, s.others...) {
		repositories = append(repositories, object{
			"id": r.ID, "node_id": nodeID("Repository", r.ID), "name": r.Name, "full_name": s.o.Owner + "/" + r.Name, "private": s.o.Private,
		})
	}
	payload := object{"action": action, "installation": s.installationObject(), "sender": accountObject(Account{Login: "octocat", Type: "User"})}
	switch event {
	case "installation":
		payload["repositories"] = repositories
	case "installation_repositories":
		payload["repository_selection"], payload["requester"] = "selected", nil
		payload["repositories_added"], payload["repositories_removed"] = repositories, []object{}
		if action == "removed" {
			payload["repositories_added"], payload["repositories_removed"] = []object{}, repositories
		}
	default:
		return nil, fmt.Errorf("payload of %s %s: no event of an installation", event, action)
	}
	return json.Marshal(payload)
}

// Head returns the default branch's newest commit.
func (s *Server) Head() (string, error) { return s.commit(s.o.DefaultBranch) }

// Commit returns the SHA that a branch or a tag points to.
func (s *Server) Commit(ref string) (string, error) { return s.commit(ref) }
