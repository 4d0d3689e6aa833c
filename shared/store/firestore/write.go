package firestore

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/internal/optimistic"
)

// write is a document that is to take the place of what was read.
type write struct {
	ref      *firestore.DocumentRef
	read     time.Time // update time of what was read; zero: it did not exist
	document any       // *document.Analysis or *document.Latest
}

// alone commits one write; optimistic.ErrStale when somebody else wrote since.
func (w write) alone(ctx context.Context) (analysis.Revision, error) {
	var result *firestore.WriteResult
	var err error
	if w.read.IsZero() {
		result, err = w.ref.Create(ctx, w.document)
	} else {
		result, err = w.ref.Update(ctx, everyField(w.document), firestore.LastUpdateTime(w.read))
	}
	if err != nil {
		return "", fmt.Errorf("writing %s: %w", w.ref.ID, translateWrite(err))
	}
	return revisionAt(result.UpdateTime), nil
}

func (w write) in(tx *firestore.Transaction) error {
	if w.read.IsZero() {
		return tx.Create(w.ref, w.document)
	}
	return tx.Update(w.ref, everyField(w.document), firestore.LastUpdateTime(w.read))
}

// together commits writes in one transaction, provided that what else was read still stands; optimistic.ErrStale when
// somebody else wrote since. All documents of a commit carry its time. The transaction itself is not repeated: it would
// meet the same conditions again.
func (s *Store) together(ctx context.Context, writes []write, others []*firestore.DocumentSnapshot) (analysis.Revision, error) {
	var committed firestore.CommitResponse
	err := s.client.RunTransaction(ctx, func(_ context.Context, tx *firestore.Transaction) error {
		for _, other := range others {
			now, err := tx.GetAll([]*firestore.DocumentRef{other.Ref}) // Get makes an error of absence
			if err != nil {
				return err
			}
			if !now[0].UpdateTime.Equal(other.UpdateTime) {
				return optimistic.ErrStale
			}
		}
		for _, w := range writes {
			if err := w.in(tx); err != nil {
				return err
			}
		}
		return nil
	}, firestore.MaxAttempts(1), firestore.WithCommitResponseTo(&committed))
	if err != nil {
		return "", translateWrite(err)
	}
	results, err := committed.WriteResults()
	if err != nil {
		return "", fmt.Errorf("reading the commit's answer: %w", err)
	}
	return revisionAt(results[0].UpdateTime), nil
}

// everyField sets all fields of a document and deletes the zero ones. The client's Set would be shorter, but takes no
// precondition.
func everyField(document any) []firestore.Update {
	v := reflect.ValueOf(document).Elem()
	updates := make([]firestore.Update, v.NumField())
	for i := range updates {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("firestore"), ",")
		updates[i] = firestore.Update{Path: name, Value: firestore.Delete}
		if !v.Field(i).IsZero() {
			updates[i].Value = v.Field(i).Interface()
		}
	}
	return updates
}

// revisionAt is the revision of a document by its update time.
func revisionAt(updated time.Time) analysis.Revision {
	return analysis.Revision(updated.UTC().Format(time.RFC3339Nano))
}
