package store

import (
	"context"
	"fmt"
	"reflect"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Document is one document of a transaction.
type Document[T any] struct {
	// Value is the stored value, which the transaction's function may change; afterwards, the written value.
	Value *T

	collection *Collection[T]
	read       Snapshot
	priorRead  *Snapshot // what a caller has read before
	storedForm any       // the stored form as read
	check      func(*T) error
	drops      func(*T) []Write
}

// Document names a document for Transact.
func (c *Collection[T]) Document(id string) *Document[T] {
	return &Document[T]{collection: c, read: Snapshot{Key: c.Key(id)}}
}

// Known is Document with a value that was read before: Transact reads the document only if somebody has changed it since.
func (c *Collection[T]) Known(v *T) *Document[T] {
	id, revision := c.Codec.Key(v)
	d := c.Document(id)
	d.priorRead = &Snapshot{Key: d.read.Key, Revision: revision, Fields: func(into any) error {
		fields, err := c.encode(v)
		if err == nil {
			reflect.ValueOf(into).Elem().Set(reflect.ValueOf(fields).Elem())
		}
		return err
	}}
	return d
}

// Changeable is a *Document of any type.
type Changeable interface {
	key() Key
	// remembered returns as read before by the caller, once.
	remembered() (Snapshot, bool)
	load(Snapshot) error
	// change returns the write of the document, and further deletions; ok is false if it is unchanged.
	change() (w Write, drops []Write, ok bool, err error)
	setWritten(Write, analysis.Revision) error
	snapshot() Snapshot
}

// Transact changes documents of any collections together. It reads all of them and calls fn, which changes their Values;
// absent ones have only their ID. If fn returns nil, the changed ones are written, all or none. If somebody else changed any
// of them since the read, also one that fn left unchanged, fn runs again on the new Values. So fn must depend on the Values
// alone and change nothing else.
//
// Nothing is locked while fn runs: with Firestore's locks, simultaneous deliveries would wait for each other until they time
// out. An error of fn or of a Guard is returned and nothing is written, as with ErrTooLarge and ErrContended.
func Transact(ctx context.Context, db Database, fn func() error, documents ...Changeable) error {
	keys := make([]Key, len(documents))
	for i, d := range documents {
		if keys[i] = d.key(); !keys[i].Valid() {
			return fmt.Errorf("%.60q can't be the ID of a document", keys[i].ID)
		}
	}
	err := retry(ctx, func() error {
		if err := load(ctx, db, documents); err != nil {
			return err
		}
		if err := fn(); err != nil {
			return err
		}
		return commit(ctx, db, documents)
	})
	if err != nil {
		return fmt.Errorf("changing %v: %w", keys, err)
	}
	return nil
}

// load fills the documents with their stored values, or with those that the callers have read.
func load(ctx context.Context, db Database, documents []Changeable) error {
	var unknown []Changeable
	var keys []Key
	for _, d := range documents {
		if known, ok := d.remembered(); !ok {
			unknown, keys = append(unknown, d), append(keys, d.key())
		} else if err := d.load(known); err != nil {
			return err
		}
	}
	if len(keys) == 0 {
		return nil
	}
	read, err := db.Read(ctx, keys)
	if err != nil {
		return err
	}
	for i, d := range unknown {
		if err := d.load(read[i]); err != nil {
			return err
		}
	}
	return nil
}

func commit(ctx context.Context, db Database, documents []Changeable) error {
	var writes, drops []Write
	var unchanged []Snapshot
	var written []Changeable
	for _, d := range documents {
		w, useless, ok, err := d.change()
		if err != nil {
			return err
		}
		if !ok {
			unchanged = append(unchanged, d.snapshot())
			continue
		}
		writes, written, drops = append(writes, w), append(written, d), append(drops, useless...)
	}
	if len(writes) == 0 {
		return nil
	}
	revisions, err := db.Commit(ctx, append(writes, drops...), unchanged)
	if err != nil {
		return err
	}
	for i, d := range written {
		if err := d.setWritten(writes[i], revisions[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *Document[T]) key() Key           { return d.read.Key }
func (d *Document[T]) snapshot() Snapshot { return d.read }

func (d *Document[T]) remembered() (known Snapshot, ok bool) {
	if d.priorRead == nil {
		return Snapshot{}, false
	}
	known, d.priorRead = *d.priorRead, nil
	return known, true
}

func (d *Document[T]) load(read Snapshot) (err error) {
	if d.read = read; read.Revision == "" {
		d.read.Fields = func(any) error { return nil }
	}
	if d.Value, err = d.collection.decode(d.read); err != nil {
		return err
	}
	d.check, d.drops = d.collection.guard(d.Value), d.collection.drops(d.Value)
	d.storedForm, err = d.collection.encode(d.Value)
	return err
}

func (d *Document[T]) change() (Write, []Write, bool, error) {
	after, err := d.collection.encode(d.Value)
	if err != nil {
		return Write{}, nil, false, err
	}
	if reflect.DeepEqual(d.storedForm, after) { // equal content packs to equal bytes within one build
		d.Value, err = d.collection.decode(d.read)
		return Write{}, nil, false, err
	}
	if d.collection.settle(d.Value) {
		if after, err = d.collection.encode(d.Value); err != nil {
			return Write{}, nil, false, err
		}
	}
	return d.collection.write(d.read.Key, d.read.Revision, after), d.drops(d.Value), true, d.check(d.Value)
}

func (d *Document[T]) setWritten(w Write, revision analysis.Revision) (err error) {
	d.Value, err = d.collection.decodeWritten(w, revision)
	return err
}

func (c *Collection[T]) write(key Key, revision analysis.Revision, fields any) Write {
	return Write{Key: key, Revision: revision, Fields: fields, DueAt: c.dueAt(fields)}
}

func (c *Collection[T]) settle(v *T) (changed bool) { return c.Settle != nil && c.Settle(v) }

// guard returns the check of a write over v.
func (c *Collection[T]) guard(v *T) func(*T) error {
	if c.Guard == nil {
		return func(*T) error { return nil }
	}
	return c.Guard(v)
}

// drops returns the deletions that go with a write over v.
func (c *Collection[T]) drops(v *T) func(*T) []Write {
	if c.Drops == nil {
		return func(*T) []Write { return nil }
	}
	useless := c.Drops(v)
	return func(after *T) (writes []Write) {
		for _, key := range useless(after) {
			writes = append(writes, Write{Key: key})
		}
		return writes
	}
}
