package standin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// maxReleaseBody is GitHub's limit, in characters.
const maxReleaseBody = 125_000

// Release is a release.
type Release struct {
	ID          int64
	Tag         string
	Target      string // target_commitish, the branch or commit for a new tag; the default branch
	Name        string // the tag
	Body        string
	Draft       bool
	Prerelease  bool
	Author      Account
	CreatedAt   time.Time // now
	PublishedAt time.Time // CreatedAt, unless it is a draft
	UpdatedAt   time.Time // CreatedAt
}

// AddRelease adds a release and returns its ID. Its tag need not exist: a draft's usually does not, and tags are deleted.
func (s *Server) AddRelease(r Release) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	def(&r.Target, s.o.DefaultBranch)
	def(&r.Name, r.Tag)
	def(&r.Author.Login, "octocat")
	def(&r.Author.Type, "User")
	def(&r.CreatedAt, s.now())
	def(&r.UpdatedAt, r.CreatedAt)
	if !r.Draft {
		def(&r.PublishedAt, r.CreatedAt)
	}
	r.ID = s.nextID()
	s.releases = append(s.releases, &r)
	return r.ID
}

// EditRelease changes a release, as a person can on its page.
func (s *Server) EditRelease(id int64, change func(*Release)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.release(id)
	if r == nil {
		return fmt.Errorf("edit release %d: there is none", id)
	}
	change(r)
	if !r.Draft {
		def(&r.PublishedAt, s.now())
	}
	r.UpdatedAt = s.now()
	return nil
}

// DeleteRelease deletes a release; its tag stays, as on GitHub.
func (s *Server) DeleteRelease(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.releases = slices.DeleteFunc(s.releases, func(r *Release) bool { return r.ID == id })
}

// Releases returns all releases, oldest first.
func (s *Server) Releases() []Release {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Release, len(s.releases))
	for i, r := range s.releases {
		all[i] = *r
	}
	return all
}

// release returns the release with that ID; nil if there is none. The lock is held.
func (s *Server) release(id int64) *Release {
	for _, r := range s.releases {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// visibleRelease returns the release that a request names; nil if it is hidden: only those who may write see drafts.
func (s *Server) visibleRelease(r *http.Request) *Release {
	id, _ := strconv.ParseInt(r.PathValue("release_id"), 10, 64)
	release := s.release(id)
	if release == nil || release.Draft && !s.o.ContentsWrite {
		return nil
	}
	return release
}

// getRelease is "Get a release".
func (s *Server) getRelease(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if release := s.visibleRelease(r); release != nil {
		return answer{status: http.StatusOK, body: s.releaseObject(release)}
	}
	return notFound
}

// getReleaseByTag is "Get a release by tag name", which finds no drafts.
func (s *Server) getReleaseByTag(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, release := range slices.Backward(s.releases) {
		if release.Tag == r.PathValue("tag") && !release.Draft {
			return answer{status: http.StatusOK, body: s.releaseObject(release)}
		}
	}
	return notFound
}

// listReleases is "List releases", newest first.
func (s *Server) listReleases(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var shown []*Release
	for _, release := range slices.Backward(s.releases) {
		if !release.Draft || s.o.ContentsWrite {
			shown = append(shown, release)
		}
	}
	releases, header := pageObjects(r, shown, s.releaseObject)
	return answer{status: http.StatusOK, header: header, body: releases}
}

// createRelease is "Create a release", for drafts only.
func (s *Server) createRelease(r *http.Request) answer {
	var req struct {
		Tag    string `json:"tag_name"`
		Target string `json:"target_commitish"`
		Name   string `json:"name"`
		Body   string `json:"body"`
		Draft  bool   `json:"draft"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	switch {
	case req.Tag == "" || !req.Draft:
		return invalid("Release", "tag_name", "is missing, or the release is no draft, which the stand-in does not make")
	case utf8.RuneCountInString(req.Body) > maxReleaseBody:
		return invalid("Release", "body", fmt.Sprintf("body is too long (maximum is %d characters)", maxReleaseBody))
	}
	id := s.AddRelease(Release{
		Tag: req.Tag, Target: req.Target, Name: req.Name, Body: req.Body, Draft: true, Author: s.bot(s.o.AppID),
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	return answer{status: http.StatusCreated, body: s.releaseObject(s.release(id))}
}

// updateRelease is "Update a release".
func (s *Server) updateRelease(r *http.Request) answer {
	var req struct {
		Body *string `json:"body"`
		Name *string `json:"name"`
		Tag  *string `json:"tag_name"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	release := s.visibleRelease(r)
	switch {
	case release == nil:
		return notFound
	case req.Body != nil && utf8.RuneCountInString(*req.Body) > maxReleaseBody:
		return invalid("Release", "body", fmt.Sprintf("body is too long (maximum is %d characters)", maxReleaseBody))
	}
	set(&release.Body, req.Body)
	set(&release.Name, req.Name)
	set(&release.Tag, req.Tag)
	release.UpdatedAt = s.now()
	return answer{status: http.StatusOK, body: s.releaseObject(release)}
}

func (s *Server) releaseObject(r *Release) object {
	api, web := fmt.Sprintf("%s/releases/%d", s.repoURL(), r.ID), fmt.Sprintf("%s/%s/releases/tag/%s", webURL, s.fullName(), r.Tag)
	if r.Draft {
		web = fmt.Sprintf("%s/%s/releases/tag/untagged-%d", webURL, s.fullName(), r.ID)
	}
	return object{
		"id": r.ID, "node_id": nodeID("Release", r.ID), "url": api, "html_url": web, "assets_url": api + "/assets",
		"upload_url": api + "/assets{?name,label}", "tarball_url": s.repoURL() + "/tarball/" + r.Tag, "zipball_url": s.repoURL() + "/zipball/" + r.Tag,
		"tag_name": r.Tag, "target_commitish": r.Target, "name": r.Name, "body": r.Body, "draft": r.Draft, "prerelease": r.Prerelease,
		"immutable": false, "created_at": stamp(r.CreatedAt), "published_at": stamp(r.PublishedAt), "updated_at": stamp(r.UpdatedAt),
		"author": accountObject(r.Author), "assets": []object{},
	}
}

// ReleasePayload returns the payload of a release event. For "edited", changes are the values before, such as "tag_name".
func (s *Server) ReleasePayload(action string, id int64, changes map[string]string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.release(id)
	if r == nil {
		return nil, fmt.Errorf("payload of release %d: there is none", id)
	}
	payload := s.envelope(action, r.Author)
	payload["release"] = s.releaseObject(r)
	if action == "edited" {
		from := object{}
		for field, before := range changes {
			from[field] = object{"from": before}
		}
		payload["changes"] = from
	}
	return json.Marshal(payload)
}

// CreatePayload returns the payload of a create event, for a tag or, with refType "branch", a branch.
func (s *Server) CreatePayload(refType, ref string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.envelope("", Account{Login: "octocat", Type: "User"})
	delete(payload, "action") // create is the only event without
	payload["ref"], payload["ref_type"], payload["master_branch"] = ref, refType, s.o.DefaultBranch
	payload["description"], payload["pusher_type"] = nil, "user"
	return json.Marshal(payload)
}
