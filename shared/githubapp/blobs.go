package githubapp

import (
	"context"
	"fmt"
	"strings"
)

// Blob is the content of a file.
type Blob struct {
	Text      string // empty for a binary file
	Binary    bool
	Truncated bool // GitHub cuts a text of more than 512,000 bytes
}

// Blobs returns the contents of blobs, in one request. One that does not exist is empty.
func (r *Repository) Blobs(ctx context.Context, shas []string) ([]Blob, error) {
	if len(shas) == 0 {
		return nil, nil
	}
	variables := make(map[string]any, len(shas))
	var head, body strings.Builder
	for n, sha := range shas {
		fmt.Fprintf(&head, ", $b%d: GitObjectID!", n)
		fmt.Fprintf(&body, "    b%d: object(oid: $b%[1]d) { ... on Blob { isBinary isTruncated text } }\n", n)
		variables[fmt.Sprintf("b%d", n)] = sha
	}
	query := "query($owner: String!, $name: String!" + head.String() + ") {\n  repository(owner: $owner, name: $name) {\n" + body.String() + "  }\n}"
	var answer struct {
		Repository map[string]struct {
			IsBinary, IsTruncated bool
			Text                  string
		}
	}
	if err := r.graphQL(ctx, fmt.Sprintf("get %d files of %s", len(shas), r), query, variables, &answer); err != nil {
		return nil, err
	}
	blobs := make([]Blob, len(shas))
	for n := range shas {
		b := answer.Repository[fmt.Sprintf("b%d", n)]
		blobs[n] = Blob{Text: b.Text, Binary: b.IsBinary, Truncated: b.IsTruncated}
	}
	return blobs, nil
}
