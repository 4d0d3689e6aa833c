package store

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Database keeps documents without knowing their types. Every read and write of a Store goes through it.
type Database interface {
	// Read returns the documents with these keys, in their order. An absent document has no revision.
	Read(ctx context.Context, keys []Key) ([]Snapshot, error)
	// ReadDue returns at most limit documents of a collection whose due_at is not after now, earliest first.
	ReadDue(ctx context.Context, collection string, now time.Time, limit int) ([]Snapshot, error)
	// List returns at most limit IDs of a collection in their order, from the one on, and before the other; "" is no bound.
	List(ctx context.Context, collection, from, before string, limit int) ([]string, error)
	// Commit makes all writes or none, and returns their revisions, empty for what is deleted. Deletions may come last and may be
	// lost: the documents are already useless, and have a TTL. It returns ErrStale unless each document to write, and each one in
	// unchanged, still has its revision.
	Commit(ctx context.Context, writes []Write, unchanged []Snapshot) ([]analysis.Revision, error)
}

// ErrStale means that a document changed before a Commit.
var ErrStale = errors.New("changed by somebody else")

// Key names a document.
type Key struct{ Collection, ID string }

// String returns the path of the document.
func (k Key) String() string { return k.Collection + "/" + k.ID }

var validID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$`)

// Valid reports whether the ID can name a document. Firestore rejects slashes, lone dots and more, each with its own error.
func (k Key) Valid() bool { return validID.MatchString(k.ID) }

// Snapshot is a document as read.
type Snapshot struct {
	Key
	Revision analysis.Revision    // empty: no such document
	Fields   func(into any) error // decodes the fields into a pointer to a struct
}

// Write replaces a document, or creates it. Without Fields it deletes the document, whatever its revision, if there is one.
type Write struct {
	Key
	Revision analysis.Revision // of the document it replaces; empty: it creates one
	Fields   any               // pointer to a struct
	DueAt    time.Time         // the due_at of Fields
}
