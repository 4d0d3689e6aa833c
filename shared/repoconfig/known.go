package repoconfig

import (
	"fmt"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/settings"
)

// Known is the last valid version of a file. It applies while the file is broken, or can't be read.
type Known struct {
	ID         string            `firestore:"-" json:"-"` // RepositoryID or OrganizationID
	Revision   analysis.Revision `firestore:"-" json:"-"`
	Repository string            `firestore:"repository,omitzero" json:"repository,omitzero"` // "owner/name" that has the file
	Path       string            `firestore:"path,omitzero" json:"path,omitzero"`
	SHA        string            `firestore:"sha,omitzero" json:"sha,omitzero"`   // of the commit that it was read at
	Blob       string            `firestore:"blob,omitzero" json:"blob,omitzero"` // SHA of the content
	Content    []byte            `firestore:"content,omitzero" json:"content,omitzero"`
	ReadAt     time.Time         `firestore:"read_at,omitzero" json:"read_at,omitzero"`
	ExpireAt   time.Time         `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// RepositoryID identifies what is known of a repository's file.
func RepositoryID(id int64) string { return fmt.Sprint("repository-", id) }

// OrganizationID identifies what is known of the file of a repository's owner.
func OrganizationID(owner string) string { return "organization-" + strings.ToLower(owner) }

// Source is where the content came from.
func (k Known) Source() settings.Source {
	return settings.Source{Repository: k.Repository, Path: k.Path, SHA: k.SHA}
}
