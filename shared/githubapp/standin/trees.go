package standin

import (
	"cmp"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxTreeEntries is how many entries of a tree GitHub returns ("Get a tree").
const maxTreeEntries = 100_000

// getTree is "Get a tree": of a commit, a branch or a tree.
func (s *Server) getTree(r *http.Request) answer {
	rev := r.PathValue("tree_sha")
	if strings.HasPrefix(rev, "-") {
		return notFound
	}
	sha, err := s.tree(rev)
	if err != nil {
		return notFound
	}
	args := []string{"ls-tree", "-z", "-l", "--full-tree"}
	if r.URL.Query().Has("recursive") { // whatever its value
		args = append(args, "-r", "-t")
	}
	out, err := s.fixed(append(args, sha)...)
	if err != nil {
		return failure(http.StatusInternalServerError, err.Error())
	}
	limit := s.o.TreeEntries
	def(&limit, maxTreeEntries)
	entries := []object{}
	for _, record := range strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		about, path, ok := strings.Cut(record, "\t") // mode type sha size
		fields := strings.Fields(about)
		if !ok || len(fields) != 4 {
			continue
		}
		e := object{"path": path, "mode": fields[0], "type": fields[1], "sha": fields[2], "url": s.repoURL() + "/git/" + fields[1] + "s/" + fields[2]}
		if size, err := strconv.ParseInt(fields[3], 10, 64); err == nil {
			e["size"] = size
		}
		entries = append(entries, e)
	}
	return answer{status: http.StatusOK, body: object{
		"sha": sha, "url": s.repoURL() + "/git/trees/" + sha, "tree": entries[:min(len(entries), limit)], "truncated": len(entries) > limit,
	}}
}

// tree returns the tree of a commit or of a branch, or that of this SHA.
func (s *Server) tree(rev string) (sha string, err error) {
	if h := s.history.Load(); h != nil && h.commits[rev] != nil {
		return h.commits[rev].tree, nil
	}
	out, err := s.fixed("rev-parse", "--verify", "--quiet", rev+"^{tree}")
	return strings.TrimSpace(string(out)), err
}

// graphObject returns a Git object by its SHA; nil if there is none.
func (s *Server) graphObject(sha string) (any, error) {
	if s.o.Dir == "" {
		return nil, nil // GitHub shows null for what does not exist
	}
	h, err := s.currentHistory()
	if err != nil {
		return nil, err
	}
	if c := h.commits[sha]; c != nil {
		return s.graphCommit(h, c, nil), nil
	}
	if strings.Trim(sha, "0123456789abcdef") != "" {
		return nil, &graphError{"argumentLiteralsIncompatible", fmt.Sprintf("%q is no GitObjectID", sha)}
	}
	text, err := s.fixed("cat-file", "blob", sha)
	if err != nil {
		return nil, nil // GitHub shows null
	}
	return blobObject(sha, text), nil
}

// blobObject is a file. GitHub cuts a long text.
func blobObject(sha string, text []byte) object {
	const shown = 512_000
	binary := slices.Contains(text[:min(len(text), 8000)], 0) // git's own test
	blob := object{"__typename": "Blob", "oid": sha, "byteSize": len(text), "isBinary": binary, "isTruncated": len(text) > shown, "text": nil}
	if !binary {
		blob["text"] = strings.ToValidUTF8(string(text[:min(len(text), shown)]), "\uFFFD")
	}
	return blob
}

// graphFile returns the entry of a commit's tree at a path; nil if there is none.
func (s *Server) graphFile(sha, at string) (any, error) {
	out, err := s.fixed("ls-tree", "-z", sha, "--", path.Clean(at))
	about, _, found := strings.Cut(strings.TrimSuffix(string(out), "\x00"), "\t") // mode type sha
	fields := strings.Fields(about)
	if err != nil || !found || len(fields) != 3 {
		return nil, nil //nolint:nilerr // GitHub shows null
	}
	return object{"__typename": "TreeEntry", "path": at, "type": fields[1], "object": resolver(func(object) (any, error) { return s.graphObject(fields[2]) })}, nil
}

// clockSkew is by how much a commit may be older than its parent.
const clockSkew = 48 * time.Hour

// commitsOf returns the commits of sha's history since a time that changed the path, like git log, newest first, and some older ones.
func (s *Server) commitsOf(sha, under string, since time.Time) ([]string, error) {
	args := []string{"log", "--no-show-signature", "--format=%H", sha}
	if !since.IsZero() { // a path's whole history takes a second in a large repository
		args = append(args, "--since="+since.Add(-clockSkew).Format(time.RFC3339))
	}
	out, err := s.git(append(args, "--", ":(top,literal)"+path.Clean(under))...)
	return strings.Fields(string(out)), err
}

// graphHistory returns a commit's history: by one author, since a time, or of one path.
func (s *Server) graphHistory(h *history, c *gitCommit, args object) (any, error) {
	since := time.Time{}
	if given, _ := args["since"].(string); given != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, given); err != nil {
			return nil, &graphError{"argumentLiteralsIncompatible", given + " is no GitTimestamp"}
		}
	}
	shas := h.until(c.sha)
	if under, _ := args["path"].(string); under != "" {
		var err error
		if shas, err = s.commitsOf(c.sha, under, since); err != nil {
			return nil, err
		}
	}
	author, byAuthor := args["author"].(object)
	ids := map[string]bool{} // login → of the author
	var found []*gitCommit
	for _, sha := range shas {
		one := h.commits[sha]
		login := one.author.Login
		if _, ok := ids[login]; byAuthor && !ok {
			ids[login] = author["id"] == nodeID("User", accountID(login))
		}
		if !one.at.Before(since) && (!byAuthor || ids[login]) {
			found = append(found, one)
		}
	}
	return pageOf(args, len(found), func(i int) object { return s.graphCommit(h, found[i], nil) })
}

// graphGitActor returns the author of a commit; an App is not a User.
func graphGitActor(c *gitCommit) object {
	var user object
	if c.author.Type == "User" {
		user = graphActor(c.author)
	}
	return object{"__typename": "GitActor", "name": c.name, "email": c.email, "user": user}
}

// graphDefaultBranch returns the default branch with its head; nil in an empty repository.
func (s *Server) graphDefaultBranch() (any, error) {
	head, err := s.commit(s.o.DefaultBranch)
	if err != nil {
		return s.graphSetBranch(), nil
	}
	h, err := s.currentHistory()
	if err != nil {
		return nil, err
	}
	target := s.graphCommit(h, h.commits[head], nil)
	target["file"] = resolver(func(args object) (any, error) {
		if set, ok := s.graphSetFile(fmt.Sprint(args["path"])); ok {
			return set, nil
		}
		return s.graphFile(head, fmt.Sprint(args["path"]))
	})
	return s.withRules(object{"__typename": "Ref", "name": s.o.DefaultBranch, "target": target}), nil
}

// graphPulls returns the pull requests in these states and into that branch, the newest or the last updated first.
func (s *Server) graphPulls(args object) (any, error) {
	states, _ := args["states"].([]any)
	if one, ok := args["states"].(string); ok {
		states = []any{one}
	}
	s.mu.Lock()
	var pulls []*pull
	for _, p := range s.pulls {
		state := strings.ToUpper(p.State)
		if p.merged {
			state = "MERGED"
		}
		into, asked := args["baseRefName"].(string)
		if (len(states) == 0 || slices.Contains(states, any(state))) && (!asked || into == p.BaseRef) {
			pulls = append(pulls, p)
		}
	}
	s.mu.Unlock()
	order, _ := args["orderBy"].(object)
	at := func(p *pull) time.Time {
		if order["field"] == "UPDATED_AT" {
			return p.UpdatedAt
		}
		return p.created
	}
	slices.SortFunc(pulls, func(a, b *pull) int { return cmp.Or(at(b).Compare(at(a)), b.Number-a.Number) })
	return pageOf(args, len(pulls), func(i int) object {
		node := s.graphPull(pulls[i], nil)
		node["createdAt"] = stamp(pulls[i].created)
		return node
	})
}
