package embedded

import (
	"context"
	"encoding/binary"
	"time"

	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/store"
)

// dueBucket names a collection's index by due time. Its keys are 8 bytes of time, which sort as it does, then the document's
// ID; it has no values. The one of the analyses keeps its old name, from before there were others.
func dueBucket(collection string) []byte {
	if collection == "analyses" {
		return []byte("due")
	}
	return []byte("due " + collection)
}

const timeBytes = 8

// ReadDue implements store.Database.
func (s *Store) ReadDue(ctx context.Context, collection string, now time.Time, limit int) (due []store.Snapshot, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		end := string(dueKey(now.Add(time.Microsecond), ""))
		cursor := tx.Bucket(dueBucket(collection)).Cursor()
		for key, _ := cursor.First(); key != nil && string(key) < end && len(due) < limit; key, _ = cursor.Next() {
			due = append(due, get(tx, store.Key{Collection: collection, ID: string(key[timeBytes:])}))
		}
		return nil
	})
	return due, err
}

// reindex moves a document to its new due time.
func reindex(tx *bbolt.Tx, before store.Snapshot, w store.Write) error {
	bucket := tx.Bucket(dueBucket(w.Collection))
	if before.Revision != "" {
		var was struct {
			DueAt time.Time `json:"due_at"`
		}
		if err := before.Fields(&was); err != nil {
			return err
		}
		if !was.DueAt.IsZero() {
			if err := bucket.Delete(dueKey(was.DueAt, w.ID)); err != nil {
				return err
			}
		}
	}
	if w.DueAt.IsZero() {
		return nil
	}
	return bucket.Put(dueKey(w.DueAt, w.ID), nil)
}

func dueKey(at time.Time, id string) []byte {
	const sign = 1 << 63 // flipped, so that times before 1970 sort first
	return append(binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro())^sign), id...)
}
