package standin

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
)

// Account is a user, a bot or an organization.
type Account struct {
	Login string // "octocat"
	Type  string // "User", "Bot" or "Organization"; "User"
}

// PullRequest is a pull request to add.
type PullRequest struct {
	Number     int
	Base       string // revision that it is merged into
	Head       string // revision with its changes
	BaseRef    string // base's branch; the default branch
	HeadRef    string // head's branch; "change-NUMBER"
	Title      string
	Body       string
	Draft      bool
	Author     Account
	Fork       bool      // the head is in a fork
	State      string    // "open" or "closed"; "open"
	UpdatedAt  time.Time // now
	Labels     []string
	Approvals  []string // logins that approved it
	Rejections []string // logins that requested changes
	// MergeCommit, if not empty, is the revision that the merge created; Base is then its parent on the base branch.
	MergeCommit string
	// Files, if not nil, are the changed files; Base and Head are then used as SHAs without a repository.
	Files []diff.Patch
	// Commits says who made the commits of a pull request with its own files; nil is one commit of the author.
	Commits []Signature
	// Closes are the issues that it closes when it is merged.
	Closes []Issue
}

// Issue is an issue that a pull request closes.
type Issue struct {
	Number       int
	Title, Body  string
	RepositoryID int64 // the server's repository
}

// Signature says who made a commit, as GitHub names them.
type Signature struct {
	Author, Committer Account
	Verified          bool // GitHub knows the signature
}

// pull is the current state of a pull request.
type pull struct {
	PullRequest
	baseSHA, headSHA string
	created, closed  time.Time
	merged           bool
	mergeSHA         string   // "" if Close merged it
	earlier          []string // heads before each push: GitHub keeps their commits
	fromRef, fromSHA string   // base before the last change of base
	diff             func() (diffResult, error)
}

type diffResult struct {
	files   []file
	commits int
}

// AddPullRequest adds a pull request, or replaces the one with its number.
func (s *Server) AddPullRequest(p PullRequest) error {
	def(&p.BaseRef, s.o.DefaultBranch)
	def(&p.HeadRef, "change-"+strconv.Itoa(p.Number))
	def(&p.State, "open")
	def(&p.Author.Login, "octocat")
	def(&p.Author.Type, "User")
	def(&p.UpdatedAt, s.now())
	pr := &pull{PullRequest: p, created: p.UpdatedAt}
	if p.State == "closed" {
		pr.closed = p.UpdatedAt
	}
	if err := s.compare(pr, p.Base, p.Head, p.Files); err != nil {
		return fmt.Errorf("add pull request #%d: %w", p.Number, err)
	}
	if p.MergeCommit != "" {
		sha, err := s.commit(p.MergeCommit)
		if err != nil {
			return fmt.Errorf("add pull request #%d: %w", p.Number, err)
		}
		pr.State, pr.merged, pr.mergeSHA, pr.closed = "closed", true, sha, p.UpdatedAt
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addPull(pr)
	return nil
}

// pull returns the pull request with that number, added or named by the history; nil if there is none.
func (s *Server) pull(number int) *pull {
	s.mu.Lock()
	p := s.pulls[number]
	s.mu.Unlock()
	if p != nil || s.o.Dir == "" {
		return p
	}
	h, err := s.currentHistory()
	if err != nil {
		return nil
	}
	return h.pulls[number]
}

// pullsOf returns the pull requests that a commit belongs to, sorted by number.
func (s *Server) pullsOf(h *history, sha string) []*pull {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []*pull
	for _, number := range h.pullsOfCommit[sha] {
		if s.pulls[number] == nil {
			found = append(found, h.pulls[number])
		}
	}
	for _, p := range s.pulls {
		if p.Files != nil || p.mergeSHA == "" && p.State != "open" {
			continue
		}
		end := p.mergeSHA
		if end == "" {
			end = p.headSHA
		}
		if slices.Contains(h.between(p.baseSHA, end), sha) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b *pull) int { return a.Number - b.Number })
	return found
}

// previousHead is the head before the last push.
func (p *pull) previousHead() string {
	if len(p.earlier) == 0 {
		return ""
	}
	return p.earlier[len(p.earlier)-1]
}

// Push moves the pull request's head. files replace those of a pull request with its own files; without any, it keeps them.
func (s *Server) Push(number int, head string, files ...diff.Patch) error {
	return s.edit(number, "push to", func(p *pull) error {
		p.earlier = append(slices.Clip(p.earlier), p.headSHA)
		if files == nil {
			files = p.Files
		}
		return s.compare(p, p.baseSHA, head, files)
	})
}

// Retarget changes the pull request's base.
func (s *Server) Retarget(number int, base, baseRef string) error {
	return s.edit(number, "retarget", func(p *pull) error {
		p.fromRef, p.fromSHA = p.BaseRef, p.baseSHA
		p.BaseRef = baseRef
		return s.compare(p, base, p.headSHA, p.Files)
	})
}

// Close closes the pull request, merged or not.
func (s *Server) Close(number int, merged bool) error {
	return s.edit(number, "close", func(p *pull) error {
		p.State, p.merged, p.closed = "closed", merged, s.now()
		return nil
	})
}

// Reopen reopens the pull request.
func (s *Server) Reopen(number int) error {
	return s.edit(number, "reopen", func(p *pull) error {
		p.State, p.closed = "open", time.Time{}
		return nil
	})
}

// SetDraft makes the pull request a draft, or ready for review.
func (s *Server) SetDraft(number int, draft bool) error {
	return s.edit(number, "change", func(p *pull) error {
		p.Draft = draft
		return nil
	})
}

// edit changes a copy, so that a failed change has no effect, and advances updated_at by at least a second: GitHub's times have no
// fractions.
func (s *Server) edit(number int, doing string, change func(*pull) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pulls[number]
	if !ok {
		return fmt.Errorf("%s pull request #%d: there is none", doing, number)
	}
	edited := *p
	if err := change(&edited); err != nil {
		return fmt.Errorf("%s pull request #%d: %w", doing, number, err)
	}
	edited.UpdatedAt = s.now()
	if earliest := p.UpdatedAt.Add(time.Second); edited.UpdatedAt.Before(earliest) {
		edited.UpdatedAt = earliest
	}
	s.addPull(&edited)
	return nil
}

// compare sets base, head and the commits between them; the diff is computed when it is first needed.
func (s *Server) compare(p *pull, base, head string, files []diff.Patch) error {
	if files != nil {
		p.Files, p.baseSHA, p.headSHA = files, base, head
		p.diff = sync.OnceValues(func() (diffResult, error) { return diffResult{files: synthetic(files), commits: 1}, nil })
		return nil
	}
	baseSHA, err := s.commit(base)
	if err != nil {
		return err
	}
	headSHA, err := s.commit(head)
	if err != nil {
		return err
	}
	if _, err := s.git("merge-base", baseSHA, headSHA); err != nil {
		return fmt.Errorf("%s and %s have no common history: %w", base, head, err)
	}
	p.baseSHA, p.headSHA = baseSHA, headSHA
	p.diff = sync.OnceValues(func() (diffResult, error) { return s.diffOf(baseSHA, headSHA) })
	return nil
}

func (s *Server) diffOf(base, head string) (diffResult, error) {
	files, err := s.files(base, head)
	if err != nil {
		return diffResult{}, err
	}
	commits, err := s.commits(base, head)
	return diffResult{files: files, commits: commits}, err
}

// getPull is "Get a pull request".
func (s *Server) getPull(r *http.Request) answer {
	p, d, failed, ok := s.pullAndDiff(r)
	if !ok {
		return failed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return answer{status: http.StatusOK, body: s.pullObject(p, d)}
}

// listFiles is "List pull requests files".
func (s *Server) listFiles(r *http.Request) answer {
	p, d, failed, ok := s.pullAndDiff(r)
	if !ok {
		return failed
	}
	files, header := pageObjects(r, d.files[:min(len(d.files), maxFiles)], func(f file) object { return s.fileObject(f, p.headSHA) })
	return answer{status: http.StatusOK, header: header, body: files}
}

// pullAndDiff returns the pull request that a request names, with its diff. The lock is not held while git runs.
func (s *Server) pullAndDiff(r *http.Request) (*pull, diffResult, answer, bool) {
	number, _ := strconv.Atoi(r.PathValue("pull_number"))
	p := s.pull(number)
	if p == nil {
		return nil, diffResult{}, notFound, false
	}
	d, err := p.diff()
	if err != nil {
		return nil, diffResult{}, failure(http.StatusInternalServerError, err.Error()), false
	}
	return p, d, answer{}, true
}
