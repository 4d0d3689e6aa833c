package standin

import (
	"crypto/sha1" //nolint:gosec // Git's names of objects
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// SetOrganizationFiles gives the owner a repository ".github" with these files at its root, by name; nil takes it away.
func (s *Server) SetOrganizationFiles(files map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.organization = files
}

// SetFile puts a file on the default branch, over what the git repository has; an empty text takes it away.
func (s *Server) SetFile(path, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.defaultFiles == nil {
		s.defaultFiles = map[string]string{}
	}
	s.defaultFiles[path] = text
}

// graphOrganization returns the owner's repository ".github"; ok is false if there is none.
func (s *Server) graphOrganization() (_ object, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.organization == nil {
		return nil, false
	}
	files := s.organization
	head := blobSHA(fmt.Sprint(files))
	return object{
		"__typename": "Repository", "nameWithOwner": s.o.Owner + "/.github", "name": ".github",
		"defaultBranchRef": object{"__typename": "Ref", "name": "main", "target": object{"__typename": "Commit", "oid": head}},
		"object": resolver(func(args object) (any, error) {
			expression, _ := args["expression"].(string)
			path := strings.TrimPrefix(expression, "HEAD:")
			if path == "" {
				var entries []object
				for name := range files {
					entries = append(entries, object{"__typename": "TreeEntry", "name": name, "mode": 0o100644, "type": "blob"})
				}
				return object{"__typename": "Tree", "oid": head, "entries": entries}, nil
			}
			text, ok := files[path]
			if !ok {
				return nil, nil
			}
			return blobObject(blobSHA(text), []byte(text)), nil
		}),
	}, true
}

func blobSHA(text string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(text), text)) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}

// graphExpression returns the object that a revision and a path name, such as HEAD:.github/a.yml; nil if there is none. HEAD is the head
// of the default branch.
func (s *Server) graphExpression(expression string) (any, error) {
	rev, path, inTree := strings.Cut(expression, ":")
	if !inTree {
		sha, err := s.commit(rev)
		if s.o.Dir == "" || rev == "" || err != nil {
			return nil, nil //nolint:nilerr // GitHub shows null
		}
		return s.graphObject(sha)
	}
	if rev == "HEAD" {
		rev = s.o.DefaultBranch
	}
	s.mu.Lock()
	text, set := s.defaultFiles[path]
	s.mu.Unlock()
	if set && text != "" {
		return blobObject(blobSHA(text), []byte(text)), nil
	}
	if set || s.o.Dir == "" || rev == "" || strings.HasPrefix(rev, "-") {
		return nil, nil
	}
	commit, err := s.commit(rev)
	if err != nil {
		return nil, nil // GitHub shows null
	}
	kind, sha, err := s.entry(commit, strings.TrimSuffix(path, "/"))
	if err != nil || kind == "" {
		return nil, err
	}
	if kind == "commit" { // a submodule's is elsewhere
		return object{"__typename": "Commit", "oid": sha}, nil
	}
	if kind == "blob" {
		return s.graphObject(sha)
	}
	return object{"__typename": "Tree", "oid": sha, "entries": resolver(func(object) (any, error) { return s.graphEntries(sha) })}, nil
}

// entry returns the object at a path of a commit; an empty kind if there is none.
func (s *Server) entry(commit, path string) (kind, sha string, err error) {
	if path == "" {
		sha, err = s.tree(commit)
		return "tree", sha, err
	}
	if folder, _, below := strings.Cut(path, "/"); below { // most repositories lack .github, whose absence tells of all files in it
		if kind, _, err := s.entry(commit, folder); err != nil || kind != "tree" {
			return "", "", err
		}
	}
	out, err := s.fixed("ls-tree", "--full-tree", commit, "--", path) // unlike rev-parse, it doesn't fail on what is absent
	if fields := strings.Fields(string(out)); len(fields) > 3 {
		kind, sha = fields[1], fields[2] // mode kind sha path
	}
	return kind, sha, err
}

func (s *Server) graphEntries(tree string) (any, error) {
	out, err := s.fixed("ls-tree", "-z", "-l", tree)
	if err != nil {
		return nil, err
	}
	entries := []object{}
	for _, record := range strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		about, name, ok := strings.Cut(record, "\t") // mode type sha size
		fields := strings.Fields(about)
		if !ok || len(fields) != 4 {
			continue
		}
		mode, err := strconv.ParseInt(fields[0], 8, 32)
		if err != nil {
			return nil, err
		}
		size, _ := strconv.Atoi(fields[3]) // "-" but for blobs
		entries = append(entries, object{
			"__typename": "TreeEntry", "name": name, "mode": int(mode), "type": fields[1], "oid": fields[2], "size": size,
		})
	}
	return entries, nil
}

// graphSetFile returns a file of the default branch that SetFile set, as an entry of a tree; ok is false if none was.
func (s *Server) graphSetFile(path string) (_ any, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := s.defaultFiles[path]
	if text == "" {
		return nil, ok
	}
	return object{"__typename": "TreeEntry", "path": path, "type": "blob", "object": blobObject(blobSHA(text), []byte(text))}, true
}

// graphSetBranch returns the default branch of a server without a git repository: it has the files that SetFile set, if there are any.
func (s *Server) graphSetBranch() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.defaultFiles) == 0 {
		return nil // GitHub shows null
	}
	file := resolver(func(args object) (any, error) {
		entry, _ := s.graphSetFile(fmt.Sprint(args["path"]))
		return entry, nil
	})
	return s.withRules(object{"__typename": "Ref", "name": s.o.DefaultBranch, "target": object{"__typename": "Commit", "oid": blobSHA(s.o.DefaultBranch), "file": file}})
}
