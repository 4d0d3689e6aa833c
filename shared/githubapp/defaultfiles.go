package githubapp

import (
	"context"
	"fmt"
)

// DefaultFiles returns those of the files that are on the head of the default branch, by path, in one request.
func (r *Repository) DefaultFiles(ctx context.Context, paths []string) (map[string]Blob, error) {
	parameters, fields, variables := repeat(paths, "String!", "file(path: $v) { object { ... on Blob { isBinary isTruncated text } } }")
	query := "query($owner: String!, $name: String!" + parameters + ") { repository(owner: $owner, name: $name) { defaultBranchRef { target { ... on Commit {\n" +
		fields + "} } } } }"
	var answer struct {
		Repository struct {
			DefaultBranchRef struct {
				Target map[string]*struct {
					Object struct {
						IsBinary, IsTruncated bool
						Text                  string
					}
				}
			}
		}
	}
	if err := r.graphQL(ctx, fmt.Sprintf("get %d files of the default branch of %s", len(paths), r), query, variables, &answer); err != nil {
		return nil, err
	}
	files := make(map[string]Blob, len(paths))
	for n, entry := range answersOf(answer.Repository.DefaultBranchRef.Target, len(paths)) {
		if entry != nil {
			files[paths[n]] = Blob{Text: entry.Object.Text, Binary: entry.Object.IsBinary, Truncated: entry.Object.IsTruncated}
		}
	}
	return files, nil
}
