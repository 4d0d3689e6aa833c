package githubapp

import (
	"context"
	"fmt"
	"strings"
)

// DefaultHead names the head of the default branch among revisions.
const DefaultHead = "HEAD"

const revisionQuery = `query($owner: String!, $name: String!, $tag: String!, $branch: String!, $commit: String!) {
  repository(owner: $owner, name: $name) {
    tag: ref(qualifiedName: $tag) { ...tag }
    branch: ref(qualifiedName: $branch) { ...tag }
    object(expression: $commit) { ...end }
    defaultBranchRef { ...tag }
  }
}
` + tagFields

// Revision resolves a name: a tag, otherwise a branch, otherwise a commit by its full or abbreviated SHA; nil if there is none. A tag
// or a branch keeps the name; a commit has none.
func (r *Repository) Revision(ctx context.Context, name string) (*Tag, error) {
	commit := ""
	if len(name) >= 7 && strings.Trim(name, "0123456789abcdef") == "" {
		commit = name
	}
	var answer struct {
		Repository struct {
			Tag, Branch, DefaultBranchRef *graphTag
			Object                        *graphTarget
		}
	}
	err := r.graphQL(ctx, fmt.Sprintf("find a revision of %s", r), revisionQuery,
		map[string]any{"tag": "refs/tags/" + name, "branch": "refs/heads/" + name, "commit": commit}, &answer)
	if err != nil {
		return nil, err
	}
	found := answer.Repository
	candidates := []*graphTag{found.Tag, found.Branch}
	if name == DefaultHead {
		candidates = []*graphTag{found.DefaultBranchRef}
	}
	if found.Object != nil && commit != "" {
		candidates = append(candidates, &graphTag{Target: *found.Object})
	}
	for _, c := range candidates {
		if c == nil {
			continue
		}
		if t, ok := c.tag(); ok {
			return &t, nil
		}
	}
	return nil, nil
}
