package standin

// SetRules gives the default branch a ruleset with rules of these types (GraphQL's RepositoryRuleType). A pull request needs one approval.
func (s *Server) SetRules(types ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = types
}

// withRules adds the rules to a branch.
func (s *Server) withRules(branch object) object {
	branch["refUpdateRule"] = nil
	branch["rules"] = resolver(func(args object) (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		var nodes []object
		for _, kind := range s.rules {
			var parameters object
			if kind == "PULL_REQUEST" {
				parameters = object{"__typename": "PullRequestParameters", "requiredApprovingReviewCount": 1}
			}
			nodes = append(nodes, object{"__typename": "RepositoryRule", "type": kind, "parameters": parameters})
		}
		return connection(args, nodes)
	})
	return branch
}
