package store

import (
	"context"
	"fmt"
)

// Update applies fn to a copy of v and writes it if v's revision is still stored: one document write and no read if nothing
// interfered. Otherwise fn runs again on the newly stored value, so it must check its conditions and change only its
// argument. The result is the version that was written. An error of fn or of a Guard is returned and nothing is written, as
// with ErrTooLarge, ErrNotFound and ErrContended. A write whose answer was lost counts as interference: fn then sees its own
// change.
func (c *Collection[T]) Update(ctx context.Context, db Database, v *T, fn func(*T) error) (*T, error) {
	id, revision := c.Codec.Key(v)
	key := c.Key(id)
	if !key.Valid() {
		return nil, fmt.Errorf("updating %.60q: %w", key, ErrNotFound)
	}
	var updated *T
	from := v
	err := retry(ctx, func() (err error) {
		if from == nil {
			if from, err = c.Get(ctx, db, id); err != nil {
				return err
			}
			_, revision = c.Codec.Key(from)
		}
		next := c.Codec.Clone(from)
		if err := fn(next); err != nil {
			return err
		}
		c.settle(next)
		if err := c.guard(from)(next); err != nil {
			return err
		}
		drops := c.drops(from)(next)
		fields, err := c.encode(next)
		if err != nil {
			return err
		}
		from = nil // the next try reads the document
		if revision == "" {
			return ErrStale // never read, so there is nothing to compare
		}
		w := c.write(key, revision, fields)
		revisions, err := db.Commit(ctx, append([]Write{w}, drops...), nil)
		if err != nil {
			return err
		}
		updated, err = c.decodeWritten(w, revisions[0])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("updating %s: %w", key, err)
	}
	return updated, nil
}
