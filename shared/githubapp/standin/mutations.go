package standin

// graphMutations are the mutations in use.
func (s *Server) graphMutations() object {
	return object{
		"__typename": "Mutation",
		"resolveReviewThread": resolver(func(args object) (any, error) {
			input, _ := args["input"].(object)
			id, _ := input["threadId"].(string)
			return s.resolveThread(id, true)
		}),
		"unresolveReviewThread": resolver(func(args object) (any, error) {
			input, _ := args["input"].(object)
			id, _ := input["threadId"].(string)
			return s.resolveThread(id, false)
		}),
	}
}

// resolveThread resolves a conversation for the App, or opens it again. GitHub asks it for Contents: write.
func (s *Server) resolveThread(id string, resolved bool) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.reviews {
		for _, c := range v.Comments {
			if c.threadID() != id {
				continue
			}
			if !s.o.ContentsWrite {
				return nil, &graphError{"FORBIDDEN", "Resource not accessible by integration"}
			}
			c.Resolved, c.by = resolved, s.bot(s.o.AppID)
			payload := "ResolveReviewThreadPayload"
			if !resolved {
				payload = "UnresolveReviewThreadPayload"
			}
			return object{"__typename": payload, "thread": object{"__typename": "PullRequestReviewThread", "isResolved": resolved}}, nil
		}
	}
	return nil, &graphError{"NOT_FOUND", "Could not resolve to a node with the global id of '" + id + "'."}
}
