package githubapp

import (
	"context"
	"errors"
	"fmt"
	"path"
)

// ConfigFile is a file on a default branch that holds settings.
type ConfigFile struct {
	Repository string // "owner/name", as GitHub spells it
	Branch     string // the default branch
	SHA        string // of its head
	Blob       string // SHA of the content; empty if there is no such file
	Text       string
	Bytes      int
	Fault      string // why the text is missing, such as "is a symbolic link"
}

// modes of entries that are no files, as Git stores them.
const (
	modeSymlink   = 0o120000
	modeSubmodule = 0o160000
)

const configurationQuery = `query($owner: String!, $name: String!, $other: String!, $folder: String!, $file: String!, $otherFile: String!) {
  repository(owner: $owner, name: $name) { ...configuration file: object(expression: $file) { ...content }
    folder: object(expression: $folder) { ... on Tree { entries { name mode } } } }
  other: repository(owner: $owner, name: $other) { ...configuration file: object(expression: $otherFile) { ...content }
    folder: object(expression: "HEAD:") { ... on Tree { entries { name mode } } } }
}
fragment configuration on Repository { nameWithOwner defaultBranchRef { name target { oid } } }
fragment content on GitObject { __typename oid ... on Blob { byteSize isBinary isTruncated text } }`

type configurationAnswer struct {
	NameWithOwner    string
	DefaultBranchRef struct {
		Name   string
		Target struct{ OID string }
	}
	File *struct {
		Typename              string `json:"__typename"`
		OID                   string
		ByteSize              int
		IsBinary, IsTruncated bool
		Text                  string
	}
	Folder *struct {
		Entries []struct {
			Name string
			Mode int
		}
	}
}

// Configuration reads folder/file of the repository, and the same file at the root of the owner's repository named other, from their
// default branches, in one request. The second is nil if there is no such repository, or the App does not see it: GitHub does not tell one
// from the other.
func (r *Repository) Configuration(ctx context.Context, folder, file, other string) (own ConfigFile, others *ConfigFile, err error) {
	var answer struct{ Repository, Other *configurationAnswer }
	err = r.graphQL(ctx, fmt.Sprintf("get the configuration of %s", r), configurationQuery, map[string]any{
		"other": other, "folder": "HEAD:" + folder, "file": "HEAD:" + folder + "/" + file, "otherFile": "HEAD:" + file,
	}, &answer)
	if err != nil && (answer.Repository == nil || !errors.Is(err, ErrNotFound)) {
		return ConfigFile{}, nil, err
	}
	if answer.Repository == nil {
		return ConfigFile{}, nil, ErrNotFound
	}
	own = answer.Repository.file(file)
	if answer.Other != nil {
		of := answer.Other.file(file)
		others = &of
	}
	return own, others, nil
}

const configurationAtQuery = `query($owner: String!, $name: String!, $folder: String!, $file: String!) {
  repository(owner: $owner, name: $name) { nameWithOwner
    file: object(expression: $file) { __typename oid ... on Blob { byteSize isBinary isTruncated text } }
    folder: object(expression: $folder) { ... on Tree { entries { name mode } } } }
}`

// ConfigurationAt reads a settings file at a commit, only to validate it: the default branch's file applies. folder may be empty.
func (r *Repository) ConfigurationAt(ctx context.Context, sha, folder, file string) (ConfigFile, error) {
	var answer struct{ Repository *configurationAnswer }
	err := r.graphQL(ctx, fmt.Sprintf("get %s of %s", file, r), configurationAtQuery, map[string]any{
		"folder": sha + ":" + folder, "file": sha + ":" + path.Join(folder, file),
	}, &answer)
	if err != nil {
		return ConfigFile{}, err
	}
	if answer.Repository == nil {
		return ConfigFile{}, ErrNotFound
	}
	f := answer.Repository.file(file)
	f.SHA = sha
	return f, nil
}

func (a *configurationAnswer) file(name string) ConfigFile {
	f := ConfigFile{Repository: a.NameWithOwner, Branch: a.DefaultBranchRef.Name, SHA: a.DefaultBranchRef.Target.OID}
	if a.File == nil {
		return f
	}
	f.Blob, f.Text, f.Bytes = a.File.OID, a.File.Text, a.File.ByteSize
	mode := 0
	if a.Folder != nil {
		for _, e := range a.Folder.Entries {
			if e.Name == name {
				mode = e.Mode
			}
		}
	}
	switch {
	case mode == modeSymlink:
		f.Fault = "is a symbolic link, not a file"
	case mode == modeSubmodule, a.File.Typename == "Commit":
		f.Fault = "is a submodule, not a file"
	case a.File.Typename != "Blob":
		f.Fault = "is a folder, not a file"
	case a.File.IsBinary:
		f.Fault = "is not text"
	case a.File.IsTruncated:
		f.Fault = fmt.Sprintf("has %d bytes, which is too long", a.File.ByteSize)
	}
	if f.Fault != "" {
		f.Text = ""
	}
	return f
}
