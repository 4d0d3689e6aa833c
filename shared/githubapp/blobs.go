package githubapp

import (
	"context"
	"fmt"
	"path"
)

// Blob is the content of a file.
type Blob struct {
	SHA       string // set if the file was requested by its path
	Text      string // empty for a binary file
	Binary    bool
	Truncated bool // GitHub cuts a text of more than 512,000 bytes
}

// Blobs returns the contents of blobs, in one request. A missing blob is empty.
func (r *Repository) Blobs(ctx context.Context, shas []string) ([]Blob, error) {
	return r.objects(ctx, shas, "GitObjectID!", "object(oid: $v)")
}

// objects returns the blobs that a query field returns for each of the names.
func (r *Repository) objects(ctx context.Context, names []string, kind, field string) (blobs []Blob, err error) {
	err = inBatches(ctx, r, names, func(some []string) error {
		found, err := r.objectsAtOnce(ctx, some, kind, field)
		blobs = append(blobs, found...)
		return err
	})
	return blobs, err
}

func (r *Repository) objectsAtOnce(ctx context.Context, names []string, kind, field string) ([]Blob, error) {
	parameters, fields, variables := repeat(names, kind, field+" { ... on Blob { isBinary isTruncated text } }")
	query := "query($owner: String!, $name: String!" + parameters + ") { repository(owner: $owner, name: $name) {\n" + fields + "} }"
	var answer struct {
		Repository map[string]struct {
			IsBinary, IsTruncated bool
			Text                  string
		}
	}
	if err := r.graphQL(ctx, fmt.Sprintf("get %d files of %s", len(names), r), query, variables, &answer); err != nil {
		return nil, err
	}
	blobs := make([]Blob, len(names))
	for n, b := range answersOf(answer.Repository, len(names)) {
		blobs[n] = Blob{Text: b.Text, Binary: b.IsBinary, Truncated: b.IsTruncated}
	}
	return blobs, nil
}

// Version is a file at a commit.
type Version struct{ SHA, Path string }

// Versions returns files at commits, in one request. One that does not exist is empty.
func (r *Repository) Versions(ctx context.Context, files []Version) ([]Blob, error) {
	expressions := make([]string, len(files))
	for i, f := range files {
		expressions[i] = f.SHA + ":" + f.Path
	}
	return r.objects(ctx, expressions, "String!", "object(expression: $v)")
}

// FilesAt returns files at a commit, by path, in one request. One that does not exist is empty.
func (r *Repository) FilesAt(ctx context.Context, sha string, paths []string) (map[string]Blob, error) {
	versions := make([]Version, len(paths))
	for i, p := range paths {
		versions[i] = Version{sha, p}
	}
	blobs, err := r.Versions(ctx, versions)
	if err != nil {
		return nil, err
	}
	files := make(map[string]Blob, len(paths))
	for n, b := range blobs {
		files[paths[n]] = b
	}
	return files, nil
}

// Folders returns the entries of folders at a commit, with their paths in the repository, in one request. A folder that does not exist
// has none.
func (r *Repository) Folders(ctx context.Context, sha string, folders []string) (entries []TreeEntry, err error) {
	err = inBatches(ctx, r, folders, func(some []string) error {
		found, err := r.foldersAtOnce(ctx, sha, some)
		entries = append(entries, found...)
		return err
	})
	return entries, err
}

func (r *Repository) foldersAtOnce(ctx context.Context, sha string, folders []string) ([]TreeEntry, error) {
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
