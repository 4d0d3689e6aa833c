package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/internal/document"
)

var due = []byte("due") // keys alone: 8 bytes of time, which sort as it does, then the analysis's ID

const timeBytes = 8

// Due lists at most limit analyses whose DueAt is not after now, earliest first. Documents that can't be read are left out
// and told by the error that comes with the others: one broken analysis must not keep the rest waiting.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]*analysis.Analysis, error) {
	var all []*analysis.Analysis
	var broken []error
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		end := string(dueKey(now.Add(time.Microsecond), ""))
		cursor := tx.Bucket(due).Cursor()
		for key, _ := cursor.First(); key != nil && string(key) < end && limit > 0; key, _ = cursor.Next() {
			limit--
			a, err := getAnalysis(tx, string(key[timeBytes:]))
			if err != nil {
				broken = append(broken, err)
				continue
			}
			all = append(all, a)
		}
		return errors.Join(broken...)
	})
	if err != nil {
		return all, fmt.Errorf("listing the analyses that are due: %w", err)
	}
	return all, nil
}

// index moves an analysis to where d's DueAt puts it, before d is written.
func index(tx *bbolt.Tx, id string, d *document.Analysis) error {
	before, err := get[document.Analysis](tx, analyses, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	bucket := tx.Bucket(due)
	if before != nil && !before.Document.DueAt.IsZero() {
		if err := bucket.Delete(dueKey(before.Document.DueAt, id)); err != nil {
			return err
		}
	}
	if d.DueAt.IsZero() {
		return nil
	}
	return bucket.Put(dueKey(d.DueAt, id), nil)
}

func dueKey(at time.Time, id string) []byte {
	const sign = 1 << 63 // flipped, so that times before 1970 sort first
	return append(binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro())^sign), id...)
}
