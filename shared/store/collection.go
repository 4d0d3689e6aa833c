package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Declaration describes the documents of one type.
type Declaration[T any] struct {
	Name     string // of the collection
	Of       Whose  // the owner of the documents
	Expires  Kept   // how long they are stored
	MaxBytes int    // bound on a document, measured like Firestore does
	Codec    Codec[T]
	Guard    func(before *T) (check func(after *T) error) // rejects writes, if set
	Drops    func(before *T) (drops func(after *T) []Key) // documents that a write makes useless, deleted with it, if set
	Settle   func(after *T) (changed bool)                // adds consequent changes to a write, if set
}

// Codec converts between a type and its stored form: a struct whose fields have firestore and json tags with omitzero.
// The fields due_at and expire_at, if there, are when Due finds the document and when Firestore deletes it.
type Codec[T any] struct {
	Key    func(*T) (id string, revision analysis.Revision)
	Clone  func(*T) *T
	Encode func(*T) (fields any, err error)
	Decode func(id string, revision analysis.Revision, fields func(into any) error) (*T, error)
}

// Collection is the documents of one type.
type Collection[T any] struct {
	Declaration[T]
	fields []Field
}

// Get returns a document, or ErrNotFound. It costs one document read.
func (c *Collection[T]) Get(ctx context.Context, db Database, id string) (*T, error) {
	key := c.Key(id)
	if !key.Valid() {
		return nil, fmt.Errorf("reading %.60q: %w", key, ErrNotFound)
	}
	read, err := db.Read(ctx, []Key{key})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", key, err)
	}
	if read[0].Revision == "" {
		return nil, fmt.Errorf("reading %s: %w", key, ErrNotFound)
	}
	return c.decode(read[0])
}

// Change is Transact with one document: fn gets it as stored, or with only its ID if absent. It costs one document read and
// at most one write.
func (c *Collection[T]) Change(ctx context.Context, db Database, id string, fn func(*T) error) (*T, error) {
	d := c.Document(id)
	if err := Transact(ctx, db, func() error { return fn(d.Value) }, d); err != nil {
		return nil, err
	}
	return d.Value, nil
}

// Due lists at most limit documents whose due_at is not after now, earliest first. It returns the readable ones together
// with an error that names the others, so that one broken document does not block the rest.
func (c *Collection[T]) Due(ctx context.Context, db Database, now time.Time, limit int) ([]*T, error) {
	if limit < 1 {
		return nil, nil
	}
	read, err := db.ReadDue(ctx, c.Name, now, limit)
	if err != nil {
		return nil, fmt.Errorf("listing due %s: %w", c.Name, err)
	}
	var due []*T
	var broken []error
	for _, snapshot := range read {
		v, err := c.decode(snapshot)
		if err != nil {
			broken = append(broken, err)
			continue
		}
		due = append(due, v)
	}
	return due, errors.Join(broken...)
}

// Key names a document.
func (c *Collection[T]) Key(id string) Key { return Key{c.Name, id} }

func (c *Collection[T]) decode(s Snapshot) (*T, error) {
	v, err := c.Codec.Decode(s.ID, s.Revision, s.Fields)
	if err != nil {
		return nil, fmt.Errorf("decoding %s: %w", s.Key, err)
	}
	return v, nil
}

// encode returns the stored form of v, which shares nothing with it; ErrTooLarge if it is beyond the bound.
func (c *Collection[T]) encode(v *T) (any, error) {
	id, _ := c.Codec.Key(v)
	fields, err := c.Codec.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("encoding %s: %w", c.Key(id), err)
	}
	if n := size(reflect.ValueOf(fields)); n > c.MaxBytes {
		return nil, fmt.Errorf("encoding %s: %w", c.Key(id), tooLarge(n, c.MaxBytes))
	}
	return fields, nil
}

// decodeWritten returns what a written document holds.
func (c *Collection[T]) decodeWritten(w Write, revision analysis.Revision) (*T, error) {
	return c.decode(Snapshot{Key: w.Key, Revision: revision, Fields: func(into any) error {
		reflect.ValueOf(into).Elem().Set(reflect.ValueOf(w.Fields).Elem())
		return nil
	}})
}

func tooLarge(bytes, limit int) error {
	return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, bytes, limit)
}
