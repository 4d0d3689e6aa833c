package standin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxCompared is how many files of a comparison GitHub lists.
const maxCompared = 300

// getCompare is "Compare two commits": the commits that head has and base lacks, oldest first and in pages; the first page has the
// files that differ from the merge base.
func (s *Server) getCompare(r *http.Request) answer {
	from, to, ok := strings.Cut(r.PathValue("basehead"), "...")
	base, baseErr := s.commit(from)
	head, headErr := s.commit(to)
	if !ok || baseErr != nil || headErr != nil {
		return notFound
	}
	h, err := s.currentHistory()
	if err != nil {
		return failure(http.StatusInternalServerError, err.Error())
	}
	ahead, behind := h.between(base, head), h.between(head, base)
	slices.Reverse(ahead)
	status, mergeBase := "diverged", ""
	switch {
	case len(ahead) == 0 && len(behind) == 0:
		status, mergeBase = "identical", base
	case len(behind) == 0:
		status, mergeBase = "ahead", base
	case len(ahead) == 0:
		status, mergeBase = "behind", head
	default:
		out, err := s.fixed("merge-base", base, head)
		if err != nil {
			return failure(http.StatusNotFound, fmt.Sprintf("No common ancestor between %s and %s.", from, to))
		}
		mergeBase = strings.TrimSpace(string(out))
	}
	commits, header := pageObjects(r, ahead, func(sha string) object { return s.commitObject(h.commits[sha]) })
	web := fmt.Sprintf("%s/%s/compare/%s...%s", webURL, s.fullName(), base, head)
	body := object{
		"url": fmt.Sprintf("%s/compare/%s...%s", s.repoURL(), base, head), "html_url": web, "permalink_url": web,
		"diff_url": web + ".diff", "patch_url": web + ".patch",
		"base_commit": s.commitObject(h.commits[base]), "merge_base_commit": s.commitObject(h.commits[mergeBase]),
		"status": status, "ahead_by": len(ahead), "behind_by": len(behind), "total_commits": len(ahead), "commits": commits,
	}
	if number := r.URL.Query().Get("page"); number == "" || number == "1" {
		files, err := s.files(base, head)
		if err != nil {
			return failure(http.StatusInternalServerError, err.Error())
		}
		body["files"] = s.fileObjects(files[:min(len(files), maxCompared)], head)
	}
	return answer{status: http.StatusOK, header: header, body: body}
}

// listCommits is "List commits".
func (s *Server) listCommits(r *http.Request) answer {
	rev := r.URL.Query().Get("sha")
	if rev == "" {
		rev = s.o.DefaultBranch
	}
	head, err := s.commit(rev)
	if err != nil {
		return notFound
	}
	h, err := s.currentHistory()
	if err != nil {
		return failure(http.StatusInternalServerError, err.Error())
	}
	shas := h.until(head)
	if under := r.URL.Query().Get("path"); under != "" {
		if shas, err = s.commitsOf(head, under, time.Time{}); err != nil {
			return failure(http.StatusInternalServerError, err.Error())
		}
	}
	if since, err := time.Parse(time.RFC3339, r.URL.Query().Get("since")); err == nil {
		shas = slices.DeleteFunc(slices.Clone(shas), func(sha string) bool { return h.commits[sha].at.Before(since) })
	}
	commits, header := pageObjects(r, shas, func(sha string) object { return s.commitObject(h.commits[sha]) })
	return answer{status: http.StatusOK, header: header, body: commits}
}

// getCommit is "Get a commit", with its files in pages.
func (s *Server) getCommit(r *http.Request) answer {
	rev := r.PathValue("ref")
	if tag, ok := strings.CutPrefix(rev, "tags/"); ok {
		rev = "refs/tags/" + tag
	}
	sha, err := s.commit(rev)
	if err != nil {
		return failure(http.StatusUnprocessableEntity, "No commit found for SHA: "+rev)
	}
	h, err := s.currentHistory()
	if err != nil {
		return failure(http.StatusInternalServerError, err.Error())
	}
	c := h.commits[sha]
	if c == nil {
		return notFound
	}
	files, err := s.commitFiles(c)
	if err != nil {
		return failure(http.StatusInternalServerError, err.Error())
	}
	n := stat{}
	for _, f := range files {
		n.additions, n.deletions = n.additions+f.Additions, n.deletions+f.Deletions
	}
	listed, header := page(r, files[:min(len(files), maxFiles)])
	body := s.commitObject(c)
	body["stats"] = object{"additions": n.additions, "deletions": n.deletions, "total": n.additions + n.deletions}
	body["files"] = s.fileObjects(listed, sha)
	return answer{status: http.StatusOK, header: header, body: body}
}

// emptyTree is Git's name for a tree without files, in repositories of SHA-1.
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

// commitFiles returns the files that a commit changes compared with its first parent.
func (s *Server) commitFiles(c *gitCommit) ([]file, error) {
	before := emptyTree
	if len(c.parents) > 0 {
		before = c.parents[0]
	}
	return s.filesOver(before, c.sha)
}

func (s *Server) fileObjects(files []file, head string) []object {
	objects := make([]object, len(files))
	for i, f := range files {
		objects[i] = s.fileObject(f, head)
	}
	return objects
}

func (s *Server) commitObject(c *gitCommit) object {
	api, web := s.repoURL()+"/commits/"+c.sha, fmt.Sprintf("%s/%s/commit/%s", webURL, s.fullName(), c.sha)
	person := func(at time.Time) object { return object{"name": c.name, "email": c.email, "date": stamp(at)} }
	parents := make([]object, len(c.parents))
	for i, p := range c.parents {
		parents[i] = object{"sha": p, "url": s.repoURL() + "/commits/" + p, "html_url": fmt.Sprintf("%s/%s/commit/%s", webURL, s.fullName(), p)}
	}
	return object{
		"url": api, "sha": c.sha, "node_id": commitNodeID(c.sha), "html_url": web, "comments_url": api + "/comments",
		"commit": object{
			"url": s.repoURL() + "/git/commits/" + c.sha, "author": person(c.authored), "committer": person(c.at), "comment_count": 0,
			"message": strings.TrimSpace(c.title + "\n\n" + c.body), "tree": object{"sha": c.sha, "url": s.repoURL() + "/git/trees/" + c.sha},
		},
		"author": knownAccount(c.author), "committer": knownAccount(c.author), "parents": parents,
	}
}
