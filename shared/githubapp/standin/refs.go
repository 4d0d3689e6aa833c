package standin

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ref is a branch or a tag with its chain of targets: tags, and at the end a commit or another object.
type ref struct {
	name    string // refs/tags/v1.2.3
	objects []gitObject
}

type gitObject struct {
	kind string // Commit, Tag, Tree or Blob
	sha  string
	at   time.Time // zero for trees and blobs
}

// committed returns the time of the commit that the ref points to.
func (r ref) committed() time.Time {
	if last := r.objects[len(r.objects)-1]; last.kind == "Commit" {
		return last.at
	}
	return time.Time{}
}

// refQuery asks for the branches and tags below a prefix.
type refQuery struct {
	prefix string
	newest bool // the newest commits' first, else sorted by name
}

// refs returns branches and tags. The list is shared.
func (s *Server) refs(q refQuery) ([]ref, error) {
	h, err := s.currentHistory()
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if known, ok := h.refs[q]; ok {
		return known, nil
	}
	refs, err := s.readRefs(h, q.prefix)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(refs, func(a, b ref) int { return strings.Compare(a.name, b.name) })
	if q.newest {
		slices.SortStableFunc(refs, func(a, b ref) int { return a.committed().Compare(b.committed()) })
		slices.Reverse(refs)
	}
	h.refs[q] = refs
	return refs, nil
}

// readRefs returns the branches and tags below a prefix or of that name.
func (s *Server) readRefs(h *history, prefix string) (refs []ref, err error) {
	if h.all == nil {
		if h.all, err = s.readAll(h); err != nil {
			return nil, err
		}
	}
	prefix = strings.TrimSuffix(prefix, "/")
	for _, r := range h.all {
		if below, ok := strings.CutPrefix(r.name, prefix); ok && (below == "" || below[0] == '/') {
			refs = append(refs, r)
		}
	}
	for tag, rev := range s.o.VirtualTags {
		sha, err := s.commit(rev)
		if err != nil {
			return nil, err
		}
		if name := "refs/tags/" + tag; strings.HasPrefix(name, prefix) && h.commits[sha] != nil {
			refs = append(refs, ref{name: name, objects: []gitObject{{kind: "Commit", sha: sha, at: h.commits[sha].at}}})
		}
	}
	return refs, nil
}

// readAll reads all branches and tags.
func (s *Server) readAll(h *history) ([]ref, error) {
	out, err := s.git("for-each-ref", "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(taggerdate:unix)%00%(type)%00%(object)", "refs/heads", "refs/tags")
	if err != nil {
		return nil, err
	}
	var refs []ref
	for l := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(l, "\n"), "\x00")
		if len(f) != 6 {
			return nil, fmt.Errorf("git for-each-ref: %q", l)
		}
		if tag, ok := strings.CutPrefix(f[0], "refs/tags/"); ok && s.o.Tags != nil && !slices.Contains(s.o.Tags, tag) {
			continue
		}
		r := ref{name: f[0]}
		kind, sha, tagged, nextKind, nextSHA := f[1], f[2], f[3], f[4], f[5]
		for {
			o := gitObject{kind: strings.ToUpper(kind[:1]) + kind[1:], sha: sha}
			if c := h.commits[sha]; c != nil {
				o.at = c.at
			}
			if seconds, err := strconv.ParseInt(tagged, 10, 64); err == nil {
				o.at = time.Unix(seconds, 0)
			}
			r.objects = append(r.objects, o)
			if kind != "tag" {
				break
			}
			kind, sha, tagged = nextKind, nextSHA, ""
			if kind == "tag" {
				if nextKind, nextSHA, tagged, err = s.readTag(sha); err != nil {
					return nil, err
				}
			}
		}
		refs = append(refs, r)
	}
	return refs, nil
}

// readTag returns a tag's target and its time, in Unix seconds.
func (s *Server) readTag(sha string) (kind, to, tagged string, err error) {
	out, err := s.fixed("cat-file", "tag", sha)
	if err != nil {
		return "", "", "", err
	}
	for l := bufio.NewScanner(bytes.NewReader(out)); l.Scan() && l.Text() != ""; {
		switch field, value, _ := strings.Cut(l.Text(), " "); field {
		case "object":
			to = value
		case "type":
			kind = value
		case "tagger":
			if words := strings.Fields(value); len(words) > 1 {
				tagged = words[len(words)-2]
			}
		}
	}
	if kind == "" || to == "" {
		return "", "", "", errors.New("tag " + sha + " leads nowhere")
	}
	return kind, to, tagged, nil
}

// stat counts what a commit changes compared with its first parent.
type stat struct{ files, additions, deletions int }

// stats counts for many commits at once.
func (s *Server) stats(shas []string) (map[string]stat, error) {
	counted := make(map[string]stat, len(shas))
	if len(shas) == 0 {
		return counted, nil
	}
	out, err := s.git(append([]string{"log", "--no-walk=unsorted", "--no-show-signature", "--diff-merges=first-parent", "--root", "--numstat", "--find-renames", "--format=%x1e%H"}, shas...)...)
	if err != nil {
		return nil, err
	}
	for _, record := range strings.Split(string(out), "\x1e")[1:] {
		sha, lines, _ := strings.Cut(record, "\n")
		var n stat
		for l := range strings.Lines(strings.TrimSpace(lines)) {
			f := strings.SplitN(l, "\t", 3)
			if len(f) != 3 {
				continue
			}
			added, _ := strconv.Atoi(f[0]) // "-" for a binary file
			deleted, _ := strconv.Atoi(f[1])
			n.files, n.additions, n.deletions = n.files+1, n.additions+added, n.deletions+deleted
		}
		counted[sha] = n
	}
	return counted, nil
}
