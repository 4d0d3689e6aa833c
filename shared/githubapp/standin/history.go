package standin

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"
)

// gitCommit is a commit of the repository.
type gitCommit struct {
	sha      string
	tree     string
	parents  []string
	author   Account
	name     string
	email    string
	at       time.Time // committed
	authored time.Time
	title    string
	body     string
	place    int // never smaller than its children's
}

// history is the repository's commits, and the merged pull requests that their messages name.
type history struct {
	commits       map[string]*gitCommit
	pulls         map[int]*pull
	pullsOfCommit map[string][]int // commit → numbers of the pull requests that brought it

	mu    sync.Mutex
	all   []ref              // all branches and tags
	refs  map[refQuery][]ref // what was asked for
	head  string             // of under
	under []string
}

// until returns head and its history, newest first. The list is shared.
func (h *history) until(head string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.head != head {
		h.head, h.under = head, h.between("", head)
	}
	return h.under
}

// GitHub's messages for merged pull requests ("About pull request merges"). A merge commit may also have the title of a squashed
// commit. A rebase leaves no trace.
var (
	mergeTitle  = regexp.MustCompile(`^Merge pull request #([0-9]{1,9}) from ([^\s/]+)/(\S+)`)
	numberTitle = regexp.MustCompile(`^(?:(.*\S) +)?\(#([0-9]{1,9})\)$`)
	noreply     = regexp.MustCompile(`^(?:[0-9]+\+)?([A-Za-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com$`)
)

// currentHistory returns the history. It reads it again after a branch or tag has moved.
func (s *Server) currentHistory() (*history, error) {
	s.historyMu.Lock()
	defer s.historyMu.Unlock()
	more := s.addedHeads()
	state, err := s.refState()
	if err != nil {
		return nil, err
	}
	of := strings.Join(more, " ") + string(state[:])
	if h := s.history.Load(); h != nil && s.historyOf == of {
		return h, nil
	}
	h, err := s.readHistory(more)
	if err != nil {
		return nil, err
	}
	s.historyOf = of
	s.history.Store(h)
	return h, nil
}

// ReadAhead reads the history, for which the first request that asks would wait. That request reports an error, if there is one.
func (s *Server) ReadAhead() { _, _ = s.currentHistory() }

// addedHeads returns the commits of tags and pull requests that were added, which need not be on a branch.
func (s *Server) addedHeads() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	shas := slices.Sorted(maps.Values(s.o.VirtualTags))
	for _, number := range slices.Sorted(maps.Keys(s.pulls)) {
		if p := s.pulls[number]; p.Files == nil {
			shas = append(shas, p.baseSHA, p.headSHA)
		}
	}
	return shas
}

// readHistory reads the history of all branches and tags and of more commits. Every pull request's own branch, which a mirror has, would
// triple it.
func (s *Server) readHistory(more []string) (*history, error) {
	args := []string{"log", "--exclude=refs/pull/*", "--all", "--topo-order", "--no-show-signature", "--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%ct%x00%at%x00%B%x00%x1e"}
	out, err := s.git(append(args, more...)...)
	if err != nil {
		return nil, err
	}
	h := &history{commits: make(map[string]*gitCommit), pulls: make(map[int]*pull), pullsOfCommit: make(map[string][]int), refs: make(map[refQuery][]ref)}
	var order []*gitCommit
	for _, record := range strings.Split(string(out), "\x00\x1e") {
		f := strings.SplitN(strings.TrimLeft(record, "\n"), "\x00", 8)
		if len(f) != 8 {
			continue
		}
		committed, err := strconv.ParseInt(f[5], 10, 64)
		authored, err2 := strconv.ParseInt(f[6], 10, 64)
		if err := errors.Join(err, err2); err != nil {
			return nil, fmt.Errorf("dates of commit %s: %w", f[0], err)
		}
		title, body, _ := strings.Cut(strings.TrimSpace(f[7]), "\n")
		c := &gitCommit{
			sha: f[0], tree: f[1], parents: strings.Fields(f[2]), author: s.accountOf(f[3], f[4]), name: f[3], email: f[4],
			at: time.Unix(committed, 0).UTC(), authored: time.Unix(authored, 0).UTC(), title: title, body: strings.TrimSpace(body), place: len(order),
		}
		h.commits[c.sha] = c
		order = append(order, c)
	}
	for _, c := range slices.Backward(order) { // the first commit with a number is its pull request's, later ones are cherry-picks
		if p := s.pullIn(h, c); p != nil && (h.pulls[p.Number] == nil || c.at.Before(h.pulls[p.Number].closed)) {
			h.pulls[p.Number] = p
		}
	}
	for _, p := range h.pulls {
		for _, sha := range h.between(p.baseSHA, p.mergeSHA) {
			h.pullsOfCommit[sha] = append(h.pullsOfCommit[sha], p.Number)
		}
	}
	return h, nil
}

// accountOf returns the account of an author; one without a login if none is known.
func (s *Server) accountOf(name, email string) Account {
	a := AccountOf(name, email)
	if s.o.KnownAccounts && a.Type == "User" && !noreply.MatchString(email) {
		return Account{}
	}
	return a
}

// AccountOf returns the account that GitHub would find for an author: by a GitHub address, else one derived from the name.
func AccountOf(name, email string) Account {
	local, _, _ := strings.Cut(email, "@")
	a := Account{Login: cmp.Or(slug(name), slug(local), "author"), Type: "User"}
	if m := noreply.FindStringSubmatch(email); m != nil {
		a.Login = m[1]
	}
	if app, ok := strings.CutSuffix(name, "[bot]"); ok {
		a.Login = slug(app) + "[bot]"
	}
	if strings.HasSuffix(a.Login, "[bot]") {
		a.Type = "Bot"
	}
	return a
}

// slug derives a login from a name: its letters without their accents. It is empty if none is Latin.
func slug(name string) string {
	s := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == ' ' || r == '-' || r == '.' || r == '_':
			return '-'
		}
		return -1
	}, norm.NFD.String(name)), "-")
	return s[:min(len(s), 39)]
}

// pullIn returns the pull request whose merge created the commit; nil if the message names none.
func (s *Server) pullIn(h *history, c *gitCommit) *pull {
	if len(c.parents) == 0 {
		return nil
	}
	p := &pull{merged: true, mergeSHA: c.sha, baseSHA: c.parents[0], headSHA: c.parents[len(c.parents)-1], created: c.at, closed: c.at}
	p.PullRequest = PullRequest{BaseRef: s.o.DefaultBranch, State: "closed", Author: c.author, UpdatedAt: c.at}
	if head := h.commits[p.headSHA]; len(c.parents) == 1 {
		p.headSHA = c.sha
	} else if head != nil { // the merge's author merged it
		p.Author = head.author
	}
	if m := mergeTitle.FindStringSubmatch(c.title); m != nil && len(c.parents) <= 2 {
		p.Number, _ = strconv.Atoi(m[1])
		p.HeadRef, p.Fork = m[3], !strings.EqualFold(m[2], s.o.Owner)
		p.Title, p.Body, _ = strings.Cut(c.body, "\n")
		p.Title, p.Body = cmp.Or(p.Title, m[3]), strings.TrimSpace(p.Body)
	} else if m := numberTitle.FindStringSubmatch(c.title); m != nil && len(c.parents) <= 2 {
		p.Number, _ = strconv.Atoi(m[2])
		p.Title, p.Body, p.HeadRef = m[1], c.body, "change-"+m[2]
	}
	if p.Number == 0 {
		return nil
	}
	p.diff = sync.OnceValues(func() (diffResult, error) { return s.diffOf(p.baseSHA, p.headSHA) })
	return p
}

// between returns the commits that head has and base lacks, like git log base..head, newest first. It walks no further than needed.
func (h *history) between(base, head string) []string {
	const wanted, unwanted = 1, 2
	marks := map[string]int{}
	var queue places
	open := 0 // commits in the queue that are only wanted
	push := func(sha string, mark int) {
		c := h.commits[sha]
		if c == nil || marks[sha]|mark == marks[sha] {
			return
		}
		before := marks[sha]
		marks[sha] |= mark
		switch {
		case before == 0:
			heap.Push(&queue, c)
			if mark == wanted {
				open++
			}
		case before == wanted: // it is still in the queue, like its children
			open--
		}
	}
	push(base, unwanted)
	push(head, wanted)
	var found []string
	for open > 0 {
		c := heap.Pop(&queue).(*gitCommit)
		mark := marks[c.sha]
		if mark == wanted {
			open--
			found = append(found, c.sha)
		}
		for _, parent := range c.parents {
			push(parent, mark)
		}
	}
	return found
}

// places is a heap of commits, children before parents: a commit's marks are complete when it is popped.
type places []*gitCommit

func (p places) Len() int           { return len(p) }
func (p places) Less(i, j int) bool { return p[i].place < p[j].place }
func (p places) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *places) Push(c any)        { *p = append(*p, c.(*gitCommit)) }
func (p *places) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}
