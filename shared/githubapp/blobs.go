package githubapp

import (
	"context"
	"fmt"
	"path"
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
	parameters, fields, variables := repeat(shas, "GitObjectID!", "object(oid: $v) { ... on Blob { isBinary isTruncated text } }")
	query := "query($owner: String!, $name: String!" + parameters + ") { repository(owner: $owner, name: $name) {\n" + fields + "} }"
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
	for n, b := range answersOf(answer.Repository, len(shas)) {
		blobs[n] = Blob{Text: b.Text, Binary: b.IsBinary, Truncated: b.IsTruncated}
	}
	return blobs, nil
}

// Folders returns the entries of folders at a commit, with their paths in the repository, in one request. A folder that does not exist
// has none.
func (r *Repository) Folders(ctx context.Context, sha string, folders []string) ([]TreeEntry, error) {
	if len(folders) == 0 {
		return nil, nil
	}
	expressions := make([]string, len(folders))
	for i, folder := range folders {
		expressions[i] = sha + ":" + folder
	}
	parameters, fields, variables := repeat(expressions, "String!", "object(expression: $v) { ... on Tree { entries { name type oid size } } }")
	query := "query($owner: String!, $name: String!" + parameters + ") { repository(owner: $owner, name: $name) {\n" + fields + "} }"
	var answer struct {
		Repository map[string]struct {
			Entries []struct {
				Name, Type, OID string
				Size            int64
			}
		}
	}
	if err := r.graphQL(ctx, fmt.Sprintf("list %d folders of %s", len(folders), r), query, variables, &answer); err != nil {
		return nil, err
	}
	var entries []TreeEntry
	for n, folder := range answersOf(answer.Repository, len(folders)) {
		for _, e := range folder.Entries {
			entries = append(entries, TreeEntry{Path: path.Join(folders[n], e.Name), Kind: e.Type, SHA: e.OID, Size: e.Size})
		}
	}
	return entries, nil
}
