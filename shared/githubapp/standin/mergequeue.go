package standin

import (
	"encoding/json"
	"fmt"
)

// QueueEntry is a pull request in a merge queue.
type QueueEntry struct {
	Number int
	Base   string // SHA that it is built on
	Head   string // SHA that has it merged
}

// SetMergeQueue replaces the merge queue of a branch.
func (s *Server) SetMergeQueue(branch string, entries ...QueueEntry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queues == nil {
		s.queues = map[string][]QueueEntry{}
	}
	s.queues[branch] = entries
}

// MergeGroupPayload returns the payload of a merge_group event for the group from base to head, whose last pull request is number.
func (s *Server) MergeGroupPayload(action, branch, base, head string, number int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.envelope(action, Account{Login: "octocat", Type: "User"})
	person := object{"name": "The Octocat", "email": "octocat@github.com"}
	payload["merge_group"] = object{
		"head_sha": head, "base_sha": base, "base_ref": "refs/heads/" + branch,
		"head_ref": fmt.Sprintf("refs/heads/gh-readonly-queue/%s/pr-%d-%s", branch, number, base),
		"head_commit": object{
			"id": head, "tree_id": head, "message": fmt.Sprintf("Merge pull request #%d", number), "timestamp": stamp(s.now()),
			"author": person, "committer": person,
		},
	}
	if action == "destroyed" {
		payload["reason"] = "dequeued"
	}
	return json.Marshal(payload)
}

// graphMergeQueue returns the queue of a branch, the default branch's for none; nil if there is no such queue.
func (s *Server) graphMergeQueue(args object) (any, error) {
	if !s.grants(fieldNeeds["mergeQueue"]) {
		return nil, &graphError{"FORBIDDEN", "Resource not accessible by integration"}
	}
	branch, _ := args["branch"].(string)
	def(&branch, s.o.DefaultBranch)
	s.mu.Lock()
	queue, ok := s.queues[branch]
	s.mu.Unlock()
	if !ok {
		return nil, nil
	}
	entries := make([]object, len(queue))
	for i, e := range queue {
		entries[i] = object{
			"__typename": "MergeQueueEntry", "position": i + 1,
			"baseCommit": object{"__typename": "Commit", "oid": e.Base}, "headCommit": object{"__typename": "Commit", "oid": e.Head},
			"pullRequest": resolver(func(object) (any, error) {
				if p := s.pull(e.Number); p != nil {
					return s.graphPull(p, nil), nil
				}
				return nil, nil
			}),
		}
	}
	return object{
		"__typename": "MergeQueue",
		"entries":    resolver(func(args object) (any, error) { return connection(args, entries) }),
	}, nil
}

// isQueued reports whether a merge queue has the commit; the lock is held.
func (s *Server) isQueued(sha string) bool {
	for _, queue := range s.queues {
		for _, e := range queue {
			if e.Head == sha {
				return true
			}
		}
	}
	return false
}
